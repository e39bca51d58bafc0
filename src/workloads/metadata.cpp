// Workload `metadata`: the ranks create, stat, read, rename and remove many small files, each stage timed apart. After
// mdtest (https://github.com/hpc/ior), but for renaming, which mdtest does to directories only. Creating is open, write
// and close; reading is open, read, close, and comparing every byte, which mdtest does only when asked. A file is named
// relative to the open directory above all of them ("0/17"), where mdtest gives a path of some components more; and on
// ext4 repetitions are kept out of each other's way (see make_tree).

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "comm/communicator.hpp"
#include "comm/exchange.hpp"
#include "comm/file_access.hpp"
#include "core/errors.hpp"
#include "core/pool.hpp"
#include "core/workload.hpp"
#include "io/files/scratch_folder.hpp"
#include "workloads/files/metadata_stage.hpp"
#include "workloads/files/pattern_buffer.hpp"
#include "workloads/files/small_files.hpp"
#include "workloads/one_memory.hpp"

namespace sweep {
namespace {

/// One repetition on one rank. Rank 0 makes the directories and clears up, outside the clock.
class MetadataRepetition final : public Repetition {
 public:
  /// @param keep_files  do not remove them in the clock
  /// @param keep        leave them
  MetadataRepetition(const SmallFiles& files, std::uint64_t tasks, bool reorder, bool keep_files, bool keep,
                     const Communicator& ranks, Pool<PatternBuffer>& buffers)
      : scene_{.files = files, .tasks = tasks}, keep_files_(keep_files), keep_(keep), ranks_(ranks), buffers_(buffers) {
    std::string refused;
    if (ranks.rank() == 0) {
      try {
        folder_.emplace(scene_.files.folder, ScratchFolder::Leftovers::remove, scene_.files.above);
        scene_.files.make_tree(scene_.processes());
        scene_.warnings = folder_->warnings();
      } catch (...) {
        refused = current_exception_text();
      }
    }
    agree(ranks, refused);
    scene_.files.tree = ranks.broadcast(scene_.files.tree);
    scene_.files.left = ranks.broadcast(scene_.files.left);
    if (reorder && ranks.size() > 1 && tasks == files.items * static_cast<std::uint64_t>(ranks.size())) {
      scene_.nodes = ranks.nodes();
    }
  }

  MetadataRepetition(const MetadataRepetition&) = delete;
  MetadataRepetition& operator=(const MetadataRepetition&) = delete;

  Stage* next() override {
    if (stage_) {
      stage_->check();
    }
    const std::size_t steps = step_names.size() - (keep_files_ ? 1 : 0);
    stage_ =
        step_ < steps ? std::make_unique<MetadataStage>(scene_, static_cast<Step>(step_++), ranks_, buffers_) : nullptr;
    return stage_.get();
  }

  void end() override {
    stage_ = nullptr;
    const bool evidence = ranks_.max(scene_.evidence ? 1 : 0) == 1;
    if (folder_ && (keep_ || (evidence && !scene_.files.leave_tree()))) {
      folder_->keep();
    }
    ranks_.barrier(); // nobody clears up what others still use
    folder_.reset();
  }

 private:
  Scene scene_;
  bool keep_files_;
  bool keep_;
  const Communicator& ranks_;
  Pool<PatternBuffer>& buffers_;
  std::optional<ScratchFolder> folder_; ///< On rank 0.
  std::size_t step_ = 0;                ///< The next one.
  std::unique_ptr<MetadataStage> stage_;
};

SmallFiles files_of(const WorkloadContext& context) {
  const std::string& directory = context.values.word("directory");
  return {.folder = directory.empty() ? context.scratch : directory,
          .above = "sweep.tree",
          .tree = {},
          .left = {},
          .seed = context.seed,
          .items = static_cast<std::uint64_t>(context.values.integer("items")),
          .size = static_cast<std::size_t>(context.values.integer("size")),
          .shared = context.values.word("tree") == "shared"};
}

class Metadata final : public Workload {
 public:
  explicit Metadata(const WorkloadContext& context)
      : files_(files_of(context)), ranks_(static_cast<std::uint64_t>(context.ranks)),
        reorder_(context.values.flag("reorder")), keep_(context.values.flag("keep")) {}

  std::uint64_t tasks() const override { return ranks_ * files_.items; }
  std::size_t words_per_task() const override { return 1; }

  /// What each stage must find, for the oracle.
  Task task(std::uint64_t index, Worker& /*worker*/, Tally& tally) const override {
    files_.record(index, tally);
    co_return;
  }

  std::unique_ptr<Repetition> begin(const Surroundings& surroundings) override {
    SmallFiles files = files_;
    const bool is_base =
        surroundings.tasks < tasks(); // whose files are nobody's result, nor may they remove what is kept
    files.above = is_base ? "sweep.base" : files.above;
    return std::make_unique<MetadataRepetition>(files, surroundings.tasks, reorder_, keep_, keep_ && !is_base,
                                                surroundings.ranks, buffers_);
  }

 private:
  SmallFiles files_;
  std::uint64_t ranks_;
  bool reorder_;
  bool keep_;
  Pool<PatternBuffer> buffers_;
};

std::vector<Parameter> parameters() {
  return {{"items", Kind::integer, std::int64_t{1000}, 1, 1e8, {}, "files a rank makes"},
          {"size", Kind::size, std::int64_t{4096}, 0, 0x1p30, {}, "of a file"},
          {"tree", Kind::word, "own", 0, 0, {"own", "shared"}, "a directory a rank, or one for all files"},
          {"reorder", Kind::flag, std::int64_t{1}, 0, 1, {}, "a rank stats, reads, … files that another made"},
          {"directory",
           Kind::folder,
           "",
           0,
           0,
           {},
           "where, a folder that is empty, missing or of sweep's making; by default one beside the result"},
          {"keep", Kind::flag, std::int64_t{0}, 0, 1, {}, "leave the files, which then are not removed in the clock"}};
}

void check_folder(const WorkloadContext& context) {
  const SmallFiles files = files_of(context);
  if (!files.folder.empty()) {
    ScratchFolder::inspect(files.folder);
  }
}

/// Of all stages: a guess for `sweep plan`, of a local disk.
Cost cost(const WorkloadContext& context) {
  return {.processor = 3e-5 + static_cast<double>(files_of(context).size) / 1e9, .uses_devices = true};
}

} // namespace

WorkloadDescriptor metadata_workload() {
  return {.name = "metadata",
          .summary =
              "many small files created, read and removed, as mdtest does it: what a file system's metadata cost",
          .parameters = parameters(),
          .make = [](const WorkloadContext& context) -> std::unique_ptr<Workload> {
            return std::make_unique<Metadata>(context);
          },
          .latency = "of one create, stat, read, rename or remove",
          .share = Share::per_rank,
          .rules = {.check_machine = check_folder, .refuse_case = refuse_separate_memories},
          .cost = cost};
}

} // namespace sweep
