// Workload `metadata`: the ranks create, stat, read, rename and remove many small files, each stage timed apart. After
// mdtest (https://github.com/hpc/ior), but for renaming, which mdtest does to directories only. Creating is open, write
// and close; reading is open, read, close, and comparing every byte, which mdtest does only when asked. A file is named
// relative to the open directory above all of them ("0/17"), where mdtest gives a path of some components more; and on
// ext4 repetitions are kept out of each other's way (see make_tree).

#include <fcntl.h>
#include <fmt/format.h>

#include <atomic>
#include <cerrno>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <utility>

#include "comm/communicator.hpp"
#include "comm/file_access.hpp"
#include "core/errors.hpp"
#include "core/workload.hpp"
#include "io/aligned_buffer.hpp"
#include "io/pool.hpp"
#include "io/scratch_folder.hpp"
#include "workloads/small_files.hpp"

namespace sweep {
namespace {

namespace fs = std::filesystem;

/// A stage: the same step with every item.
class MetadataStage final : public Stage {
 public:
  MetadataStage(Scene& scene, Step step, const Communicator& ranks, Pool<AlignedBuffer>& buffers)
      : scene_(scene), step_(step), ranks_(ranks), buffers_(buffers) {
    const auto others = static_cast<std::uint64_t>(ranks.size() - 1);
    if (scene.reorder && step != Step::create && others > 0) {
      // as many ranks on as stages went before, but never back home
      shift_ = scene.files.items * ((static_cast<std::uint64_t>(step) - 1) % others + 1);
    }
  }

  std::uint64_t tasks() const override { return scene_.tasks; }
  std::size_t words_per_task() const override { return 1; }

  Task task(std::uint64_t index, Worker& worker, Tally& tally) const override {
    worker.safe_point();
    const std::uint64_t item = (index + shift_) % scene_.tasks;
    return step_ == Step::create || step_ == Step::read ? move(item, worker, tally) : handle(item, worker, tally);
  }

  void open() override;
  void close() override { tree_.reset(); }
  void check() override;

  std::int64_t items() const override { return done_.load(); }
  std::int64_t bytes() const override {
    const bool moves = step_ == Step::create || step_ == Step::read;
    return moves ? items() * static_cast<std::int64_t>(scene_.files.size) : 0;
  }

 private:
  Task handle(std::uint64_t item, Worker& worker, Tally& tally) const;
  Task move(std::uint64_t item, Worker& worker, Tally& tally) const;
  void compare(std::uint64_t item, std::span<const std::byte> content) const;

  Scene& scene_;
  Step step_;
  const Communicator& ranks_;
  Pool<AlignedBuffer>& buffers_;
  std::uint64_t shift_ = 0;
  std::optional<Descriptor> tree_;
  mutable std::atomic<std::int64_t> done_ = 0;
};

void MetadataStage::open() {
  tree_.emplace(::open(scene_.files.path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (tree_->get() < 0) {
    const int error = errno;
    throw SystemError("open", scene_.files.path().string(), with_remedy(std::system_category().message(error), error));
  }
}

Task MetadataStage::handle(std::uint64_t item, Worker& worker, Tally& tally) const {
  const Instant begin = now();
  co_await worker.wait(FileStep(scene_, tree_->get(), step_, item, {}));
  worker.note_latency(seconds_between(begin, now()));
  done_.fetch_add(1, std::memory_order_relaxed);
  scene_.files.record(item, tally);
}

Task MetadataStage::move(std::uint64_t item, Worker& worker, Tally& tally) const {
  auto buffer = buffers_.take();
  const std::span<std::byte> room = buffer->bytes(scene_.files.size + 1);
  const std::span<std::byte> content = room.first(scene_.files.size);
  if (step_ == Step::create) {
    scene_.files.pattern(item).fill(0, content);
  }
  const Instant begin = now();
  co_await worker.wait(FileStep(scene_, tree_->get(), step_, item, step_ == Step::create ? content : room));
  worker.note_latency(seconds_between(begin, now()));
  done_.fetch_add(1, std::memory_order_relaxed);
  if (step_ == Step::read) {
    compare(item, content);
  }
  scene_.files.record(item, tally);
}

void MetadataStage::compare(std::uint64_t item, std::span<const std::byte> content) const {
  const DataPattern pattern = scene_.files.pattern(item);
  const std::size_t wrong = pattern.mismatch(0, content);
  if (wrong < content.size()) {
    scene_.fail("use", scene_.files.name(item, false).data(),
                fmt::format("wrong answer: byte {} is 0x{:02x}, where 0x{:02x} was written", wrong,
                            std::to_integer<int>(content[wrong]), std::to_integer<int>(pattern.at(wrong))));
  }
}

/// Once all is removed, rank 0 looks whether it is.
void MetadataStage::check() {
  if (step_ != Step::remove || ranks_.rank() != 0) {
    return;
  }
  std::error_code error;
  for (fs::recursive_directory_iterator entry(scene_.files.path(), error); !error && entry != fs::end(entry);
       entry.increment(error)) {
    if (!entry->is_directory(error)) {
      scene_.fail("use", entry->path().lexically_relative(scene_.files.path()), "wrong answer: not all is removed");
    }
  }
  if (error) {
    scene_.fail("use", "", "wrong answer: " + error.message());
  }
}

/// One repetition on one rank. Rank 0 makes the directories and clears up, outside the clock.
class MetadataStaging final : public Staging {
 public:
  MetadataStaging(const SmallFiles& files, std::uint64_t tasks, bool reorder, bool keep, const Communicator& ranks,
                  Pool<AlignedBuffer>& buffers)
      : scene_{.files = files, .tasks = tasks, .reorder = reorder}, keep_(keep), ranks_(ranks), buffers_(buffers) {
    std::string refused;
    if (ranks.rank() == 0) {
      try {
        folder_.emplace(scene_.files.folder, ScratchFolder::Leftovers::remove, scene_.files.above);
        scene_.files.make_tree(scene_.processes());
      } catch (const std::exception& error) {
        refused = error.what();
      }
    }
    agree(ranks, refused);
    scene_.files.tree = ranks.broadcast(scene_.files.tree);
    scene_.files.left = ranks.broadcast(scene_.files.left);
  }

  ~MetadataStaging() override {
    const bool evidence = ranks_.max(scene_.evidence ? 1 : 0) == 1;
    if (folder_ && (keep_ || (evidence && !scene_.files.leave_tree()))) {
      folder_->keep();
    }
  }

  MetadataStaging(const MetadataStaging&) = delete;
  MetadataStaging& operator=(const MetadataStaging&) = delete;

  std::unique_ptr<Stage> stage(std::size_t index) override {
    return std::make_unique<MetadataStage>(scene_, static_cast<Step>(index), ranks_, buffers_);
  }

 private:
  Scene scene_;
  bool keep_;
  const Communicator& ranks_;
  Pool<AlignedBuffer>& buffers_;
  std::optional<ScratchFolder> folder_; ///< On rank 0.
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
  std::uint64_t serial_tasks() const override { return files_.items; }

  std::vector<std::string> stages() const override {
    std::vector<std::string> all{"create", "stat", "read", "rename", "remove"};
    if (keep_) {
      all.pop_back();
    }
    return all;
  }

  Task task(std::uint64_t index, Worker& /*worker*/, Tally& tally) const override {
    files_.record(index, tally);
    co_return;
  }

  /// Of all stages: a guess for `sweep plan`, of a local disk.
  Cost cost() const override { return {.processor = 3e-5 + static_cast<double>(files_.size) / 1e9}; }

  Table estimates(std::span<const std::uint64_t> /*words*/) const override { return {}; }

  std::unique_ptr<Staging> begin(const Communicator& ranks, std::uint64_t tasks) override {
    SmallFiles files = files_;
    const bool is_base = tasks < this->tasks(); // whose files are nobody's result, and must not remove what is kept
    files.above = is_base ? "sweep.base" : files.above;
    return std::make_unique<MetadataStaging>(files, tasks, reorder_, keep_ && !is_base, ranks, buffers_);
  }

 private:
  SmallFiles files_;
  std::uint64_t ranks_;
  bool reorder_;
  bool keep_;
  Pool<AlignedBuffer> buffers_;
};

std::vector<Parameter> parameters() {
  return {{"items", Kind::integer, std::int64_t{1000}, 1, 1e8, {}, "files a rank makes"},
          {"size", Kind::size, std::int64_t{4096}, 0, 0x1p30, {}, "of a file"},
          {"tree", Kind::word, "own", 0, 0, {"own", "shared"}, "a directory a rank, or one for all files"},
          {"reorder", Kind::flag, std::int64_t{1}, 0, 1, {}, "a rank stats, reads, … files that another made"},
          {"directory",
           Kind::word,
           "",
           0,
           0,
           {},
           "where, a folder that is empty, missing or of sweep's making; by default one beside the result"},
          {"keep", Kind::flag, std::int64_t{0}, 0, 1, {}, "leave the files, which then are not removed in the clock"}};
}

void inspect(const WorkloadContext& context) {
  const SmallFiles files = files_of(context);
  if (!files.folder.empty()) {
    ScratchFolder::inspect(files.folder);
  }
}

} // namespace

WorkloadDescriptor metadata_workload() {
  return {.name = "metadata",
          .summary =
              "many small files created, read and removed, as mdtest does it: what a file system's metadata cost",
          .parameters = parameters(),
          .setting_parameters = [](const Values&) { return std::vector<SettingParameter>{}; },
          .make = [](const WorkloadContext& context) -> std::unique_ptr<Workload> {
            return std::make_unique<Metadata>(context);
          },
          .latency = "of one create, stat, read, rename or remove",
          .per_rank = true,
          .inspect = inspect};
}

} // namespace sweep
