#include "cli/launch_kinds.hpp"

#include <fmt/format.h>

#include <map>

#include "results/parts.hpp"

namespace sweep {

std::string kinds_text(const std::vector<LaunchRecord>& launches) {
  std::map<std::string, std::map<std::string, std::vector<std::int64_t>>> kinds;
  for (const LaunchRecord& each : launches) {
    kinds["processor"][each.processor].push_back(each.launch);
    kinds["cores"][std::to_string(each.cores)].push_back(each.launch);
    kinds["version"][each.version + ' ' + each.git_revision].push_back(each.launch);
    kinds["compiler"][each.compiler + ' ' + each.flags].push_back(each.launch);
    kinds["instruction set"][each.instruction_set].push_back(each.launch);
    kinds["MPI library"][each.mpi_library.substr(0, each.mpi_library.find('\n'))].push_back(each.launch);
  }
  std::string text;
  for (const auto& [what, values] : kinds) {
    for (const auto& [value, of] : values) {
      text += values.size() == 1 ? "" : fmt::format("  {} {}: launches {}\n", what, value, numbers_text(of));
    }
  }
  constexpr const char* meaning = "launches are not alike and stay apart: times are compared within a launch only\n";
  return text.empty() ? text : meaning + text;
}

} // namespace sweep
