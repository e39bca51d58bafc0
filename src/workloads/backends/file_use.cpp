#include <fmt/format.h>

#include "core/errors.hpp"
#include "workloads/backends/backend.hpp"

namespace sweep {

std::filesystem::path FileUse::path(std::uint64_t file) const {
  return folder / (layout.shared ? prefix : fmt::format("{}.{:08}", prefix, file));
}

std::vector<Parameter> collective_parameters() {
  return {{"access",
           Kind::word,
           "independent",
           0,
           0,
           {"independent", "collective"},
           "whether ranks transfer on their own or all together; mpiio and hdf5"},
          {"hints", Kind::table, "", 0, 0, {}, "MPI-IO hints; mpiio and hdf5"}};
}

Hints hints_of(const FileUse& use) {
  Hints hints;
  for (const std::string& entry : words_of(use.options.word("hints"))) {
    const std::size_t equals = entry.find('=');
    if (entry.find('=', equals + 1) != std::string::npos) {
      throw UsageError("the hint " + entry + " has more than one \"=\"", "", "give a name and a value without it");
    }
    hints.emplace_back(entry.substr(0, equals), entry.substr(equals + 1));
  }
  return hints;
}

} // namespace sweep
