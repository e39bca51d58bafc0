#include "results/launches.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace sweep {

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
  compare("environment", before.environment, now.environment);
  return lines;
}

std::int64_t whole_launches(const std::vector<LaunchRecord>& launches) {
  return std::ranges::count(launches, -1, &LaunchRecord::continues);
}

} // namespace sweep
