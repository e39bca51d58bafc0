#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <set>
#include <string>

#include "../comm/shared_folder.hpp"
#include "staged.hpp"

namespace sweep::test {

/// What a test asks of workload `metadata`.
struct MetadataAsked {
  std::string directory;
  std::int64_t items = 20;
  std::int64_t size = 4096;
  std::string tree = "own";
  bool reorder = true;
  bool keep = false;
};

inline Values metadata_values(const MetadataAsked& asked) {
  Values values = values_of(find_workload("metadata")->parameters, {});
  values.set("directory", asked.directory);
  values.set("items", asked.items);
  values.set("size", asked.size);
  values.set("tree", asked.tree);
  values.set("reorder", std::int64_t{asked.reorder});
  values.set("keep", std::int64_t{asked.keep});
  return values;
}

inline WorkloadContext metadata_context(const Values& values, const Settings& settings,
                                        const std::string& scratch = {}) {
  return {.seed = 3,
          .instruction_set = InstructionSet::portable,
          .values = values,
          .settings = settings,
          .ranks = world().size(),
          .scratch = scratch};
}

inline std::unique_ptr<Workload> make_metadata(const MetadataAsked& asked, const std::string& scratch = {}) {
  const Values values = metadata_values(asked);
  const Settings settings;
  return find_workload("metadata")->make(metadata_context(values, settings, scratch));
}

/// The other workload of files, as it is by default.
inline std::unique_ptr<Workload> make_parallel_io(const std::string& directory) {
  Values values = values_of(find_workload("parallel_io")->parameters, {});
  values.set("directory", directory);
  const Settings settings;
  return find_workload("parallel_io")->make(metadata_context(values, settings));
}

/// All that is below a folder, relative to it.
inline std::set<std::string> below(const std::filesystem::path& folder) {
  std::set<std::string> found;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    found.insert(entry.path().lexically_relative(folder).string());
  }
  return found;
}

/// Rank 0 does something before a stage.
inline StagedRunner::Interference on_rank_0_before(std::size_t stage, const std::function<void()>& act) {
  return [stage, act](std::size_t index) {
    if (index == stage && world().rank() == 0) {
      act();
    }
  };
}

/// Where the files of a repetition that is under way are in a scratch folder.
inline std::filesystem::path tree_in(const std::filesystem::path& folder) {
  return *std::filesystem::directory_iterator(folder / "sweep.tree");
}

inline std::uint64_t all_tasks(const MetadataAsked& asked) {
  return static_cast<std::uint64_t>(asked.items * world().size());
}

} // namespace sweep::test
