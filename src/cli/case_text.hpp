#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/parameter.hpp"
#include "results/record.hpp"

namespace sweep {

/// By experiment: the parameters, `tasks` and what the model chooses among them, whose value differs between its cases.
/// The others would fill columns with one word.
std::map<std::string, std::vector<std::string>> varying_parameters(const std::vector<CaseRecord>& cases);

/// A value as a person would write it: "100 ms" where the unit is "s", "64 KiB" where it is "B".
std::string value_text(const Value& value, std::string_view unit);

/// The value of a parameter of a case, with its unit; empty where the case has none.
std::string parameter_cell(const std::map<std::string, ParameterText>& parameters, const CaseRecord& record,
                           const std::string& name);
std::string parameter_cell(const Result& result, const CaseRecord& record, const std::string& name);

} // namespace sweep
