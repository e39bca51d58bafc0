#include "results/launches.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <sstream>

namespace sweep {
namespace {

using Variables = std::map<std::string, std::string>; ///< By name, with the sign between: "=5".

Variables variables_of(const std::string& environment) {
  Variables variables;
  std::istringstream lines(environment);
  for (std::string line; std::getline(lines, line);) {
    const std::size_t end = std::min(line.find('='), line.size());
    variables[line.substr(0, end)] = line.substr(end);
  }
  return variables;
}

std::string text_of(const Variables& variables, const std::string& name) {
  const auto found = variables.find(name);
  return found == variables.end() ? name + " not set" : name + found->second;
}

/// The variables that differ, each on its own: an environment has dozens.
void add_variables(const std::string& before, const std::string& now, std::vector<std::string>& lines) {
  const Variables old_values = variables_of(before);
  const Variables new_values = variables_of(now);
  Variables names = old_values;
  names.insert(new_values.begin(), new_values.end());
  for (const auto& [name, value] : names) {
    const std::string old_text = text_of(old_values, name);
    const std::string new_text = text_of(new_values, name);
    if (old_text != new_text) {
      lines.push_back(fmt::format("environment: {}, before {}", new_text, old_text));
    }
  }
}

} // namespace

std::vector<std::string> differences(const LaunchRecord& before, const LaunchRecord& now) {
  std::vector<std::string> lines;
  const auto compare = [&](const char* name, const auto& old_value, const auto& new_value) {
    if (old_value != new_value) {
      lines.push_back(fmt::format("{}: {}, before {}", name, new_value, old_value));
    }
  };
  compare("version", before.version, now.version);
  compare("revision", before.git_revision, now.git_revision);
  compare("compiler", before.compiler, now.compiler);
  compare("flags", before.flags, now.flags);
  compare("instruction set", before.instruction_set, now.instruction_set);
  compare("MPI", before.mpi_library, now.mpi_library);
  compare("ranks", before.ranks, now.ranks);
  compare("hosts", before.hosts, now.hosts);
  compare("processor", before.processor, now.processor);
  compare("cores", before.cores, now.cores);
  compare("affinity", before.affinity, now.affinity);
  add_variables(before.environment, now.environment, lines);
  return lines;
}

std::int64_t whole_launches(const std::vector<LaunchRecord>& launches) {
  return std::ranges::count(launches, -1, &LaunchRecord::continues);
}

} // namespace sweep
