#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "results/record.hpp"

namespace sweep {

/// The root attribute `format`, by which a result file is known.
inline constexpr std::string_view result_format = "sweep-results";

/// The root attribute `schema_version`. A new number when a reader of the old one would misread the file; a new column,
/// table or attribute does not need one.
inline constexpr std::int64_t schema_version = 1;

/// "unfinished", "finished" or "failed": the column `status`.
std::string_view name(CaseStatus status);

/// /cases: the columns of CaseRecord, then the union of the cases' parameters in order of first mention. Where a case
/// lacks a parameter stands -1, NaN or "". A parameter that is a whole number in one case and a real one in another
/// becomes a real column, and text where one of them is text. A parameter with the name of a fixed column is that
/// column and has no second one. Warnings are one a line.
Table cases_table(const Result& result);

/// /samples, in the order given.
Table samples_table(const std::vector<Sample>& samples);

/// Reads /cases into `result.cases` and `result.parameter_units`. A parameter that is -1, NaN or "" comes back as
/// missing. Throws std::out_of_range naming a column that is missing, and for an unknown status.
void read_cases(const Table& table, Result& result);

/// Reads /samples. Throws std::out_of_range naming a column that is missing.
std::vector<Sample> read_samples(const Table& table);

/// The name of an experiment's table in /estimates: the experiment's name with "%", "/" and a leading "." written as
/// "%25", "%2F" and "%2E". The table's attribute `experiment` holds the name itself.
std::string estimates_name(std::string_view experiment);

} // namespace sweep
