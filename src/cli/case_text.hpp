#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/parameter.hpp"
#include "results/record.hpp"

namespace sweep {

/// The parameters, `tasks` and `policy` among them, whose value differs between the cases of an experiment: the others
/// would fill columns with one word.
std::vector<std::string> varying_parameters(const std::vector<CaseRecord>& cases, const std::string& experiment);

/// A value as a person would write it: "100 ms" where the unit is "s", "64 KiB" where it is "B".
std::string value_text(const Value& value, std::string_view unit);

/// The value of a parameter of a case, with its unit; empty where the case has none.
std::string parameter_cell(const Result& result, const CaseRecord& record, const std::string& name);

} // namespace sweep
