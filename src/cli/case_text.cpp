#include "cli/case_text.hpp"

#include <set>

#include "cli/quantity.hpp"
#include "core/settings.hpp"

namespace sweep {

std::map<std::string, std::vector<std::string>> varying_parameters(const std::vector<CaseRecord>& cases) {
  std::map<std::string, std::map<std::string, std::set<std::string>>> seen; // by experiment, by parameter
  for (const CaseRecord& record : cases) {
    auto& values_of = seen[record.experiment];
    for (const auto& [name, value] : record.parameters) {
      values_of[name].insert(to_string(value));
    }
    values_of["tasks"].insert(std::to_string(record.tasks));
  }
  std::map<std::string, std::vector<std::string>> varying;
  for (const auto& [experiment, parameters] : seen) {
    std::vector<std::string>& names = varying[experiment];
    for (const auto& [name, values] : parameters) {
      if (values.size() > 1 && name != settings_parameter(1).name) { // which is the same as tasks
        names.push_back(name);
      }
    }
  }
  return varying;
}

std::string value_text(const Value& value, std::string_view unit) {
  if (unit == "s") {
    return value_text(value, Kind::duration);
  }
  return unit == "B" ? value_text(value, Kind::size) : to_string(value);
}

std::string parameter_cell(const std::map<std::string, ParameterText>& parameters, const CaseRecord& record,
                           const std::string& name) {
  if (const Value* value = record.parameters.find(name)) {
    const auto known = parameters.find(name);
    return value_text(*value, known == parameters.end() ? "1" : known->second.unit);
  }
  return name == "tasks" ? std::to_string(record.tasks) : "";
}

std::string parameter_cell(const Result& result, const CaseRecord& record, const std::string& name) {
  return parameter_cell(result.parameters, record, name);
}

} // namespace sweep
