#pragma once

#include <string>
#include <string_view>

#include "io/hdf5/hdf5_file.hpp"
#include "results/record.hpp"

namespace sweep {

/// The name of an experiment's group in /estimates: the experiment's name with "%", "/" and a leading "." written as
/// "%25", "%2F" and "%2E". The attribute `experiment` of its tables holds the name itself.
std::string estimates_name(std::string_view experiment);

/// What belongs to a problem's table in /estimates, its experiment and in what it differs from the others, and the
/// record of both. Throws std::out_of_range naming an attribute that is missing.
Attributes estimates_attributes(const EstimatesRecord& estimates);
EstimatesRecord read_estimates(Table table, const Attributes& attributes, std::int64_t problem);

/// /estimates/<experiment>/<problem>.
void write_estimates(Hdf5File& file, const std::vector<EstimatesRecord>& estimates);

/// Reads them into `result`; in files of version 1 there is a table an experiment.
void read_estimates(const Hdf5File& file, std::int64_t version, Result& result);

} // namespace sweep
