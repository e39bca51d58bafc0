#include "cli/case_text.hpp"

#include <map>
#include <set>

#include "cli/quantity.hpp"

namespace sweep {

std::vector<std::string> varying_parameters(const std::vector<CaseRecord>& cases, const std::string& experiment) {
  std::map<std::string, std::set<std::string>> seen;
  for (const CaseRecord& record : cases) {
    if (record.experiment == experiment) {
      for (const auto& [name, value] : record.parameters) {
        seen[name].insert(to_string(value));
      }
      seen["policy"].insert(record.policy);
      seen["tasks"].insert(std::to_string(record.tasks));
    }
  }
  seen.erase("settings"); // the same as tasks
  std::vector<std::string> names;
  for (const auto& [name, values] : seen) {
    if (values.size() > 1) {
      names.push_back(name);
    }
  }
  return names;
}

std::string value_text(const Value& value, std::string_view unit) {
  if (unit == "s") {
    return value_text(value, Kind::duration);
  }
  return unit == "B" ? value_text(value, Kind::size) : to_string(value);
}

std::string parameter_cell(const Result& result, const CaseRecord& record, const std::string& name) {
  if (const Value* value = record.parameters.find(name)) {
    const auto unit = result.parameter_units.find(name);
    return value_text(*value, unit == result.parameter_units.end() ? "1" : unit->second);
  }
  if (name == "policy") {
    return record.policy;
  }
  return name == "tasks" ? std::to_string(record.tasks) : "";
}

} // namespace sweep
