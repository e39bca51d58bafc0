// Workload `parallel_io`: the ranks write and read large files, shared or one each, through POSIX, MPI-IO or HDF5. A
// task is one transfer. After IOR (https://github.com/hpc/ior), whose words it uses: block, transfer, segment.

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "io/scratch_folder.hpp"
#include "workloads/backends/catalogue.hpp"
#include "workloads/file_parameters.hpp"
#include "workloads/file_stage.hpp"
#include "workloads/page_cache.hpp"

namespace sweep {
namespace {

/// One repetition on one rank.
class FileStaging final : public Staging {
 public:
  FileStaging(FileWork work, const FileSettings& settings, const Communicator& ranks, Pool<AlignedBuffer>& buffers)
      : work_(std::move(work)), settings_(settings), ranks_(ranks), buffers_(buffers) {
    std::string refused;
    if (ranks.rank() == 0 && work_.backend->moves_data) {
      try {
        folder_.emplace(work_.use.folder,
                        settings.reuse ? ScratchFolder::Leftovers::keep : ScratchFolder::Leftovers::remove,
                        work_.use.prefix);
      } catch (...) {
        refused = current_exception_text();
      }
    }
    agree(ranks, refused);
    left_ = ranks.broadcast(ranks.rank() == 0 ? free_name() : std::string());
    work_.left = settings.reuse ? work_.use.folder : work_.use.folder / left_;
  }

  ~FileStaging() override {
    const bool wrong = ranks_.max(evidence_ ? 1 : 0) == 1;
    if (folder_ && wrong && !settings_.reuse) {
      put_aside();
    } else if (folder_ && (keeps() || wrong)) {
      folder_->keep();
    }
  }

  FileStaging(const FileStaging&) = delete;
  FileStaging& operator=(const FileStaging&) = delete;

  std::unique_ptr<Stage> stage(std::size_t index) override {
    const bool writes = settings_.operations[index] == "write";
    const bool is_last = index + 1 == settings_.operations.size();
    if (!writes && index == 0 && !settings_.reuse) {
      make_data();
    }
    auto stage = std::make_unique<FileStage>(work_, writes ? FileMode::create : FileMode::read, ranks_, buffers_,
                                             evidence_, is_last && settings_.verify);
    if (!writes && work_.backend->moves_data) {
      stage->note_cache(make_way_for_reading());
    }
    return stage;
  }

 private:
  /// A name for a folder of wrong files that is not there yet, so that no later case removes them.
  std::string free_name() const {
    int number = 0;
    std::error_code ignored;
    while (std::filesystem::exists(work_.use.folder / fmt::format("sweep.left.{}", number), ignored)) {
      ++number;
    }
    return fmt::format("sweep.left.{}", number);
  }

  void put_aside() noexcept {
    try {
      folder_->put_aside(left_);
    } catch (...) { // then they stay where they are
      folder_->keep();
    }
  }

  /// Files of the serial base, which has fewer tasks, are nobody's result.
  bool keeps() const { return settings_.reuse || (settings_.keep && work_.tasks == work_.use.layout.count()); }

  /// What is to be read but was not written by this repetition: outside the clock.
  void make_data();

  /// What stands between the reads and the device, in words; dropped first where that is asked for. Collective.
  std::string make_way_for_reading() const;

  FileWork work_;
  const FileSettings& settings_;
  const Communicator& ranks_;
  Pool<AlignedBuffer>& buffers_;
  std::optional<ScratchFolder> folder_; ///< On rank 0.
  std::string left_;
  bool evidence_ = false;
};

void FileStaging::make_data() {
  FileWork plain = work_;
  plain.deadline = 0;
  plain.use.access = Access::independent;
  std::string refused;
  try {
    const FileUse use = FileStage(plain, FileMode::create, ranks_, buffers_, evidence_, false).use();
    const std::unique_ptr<Files> files = plain.backend->open(use, ranks_);
    const auto size = static_cast<std::uint64_t>(ranks_.size());
    AlignedBuffer buffer;
    const std::uint64_t share = (plain.tasks + size - 1) / size;
    const std::uint64_t first = share * static_cast<std::uint64_t>(ranks_.rank());
    for (std::uint64_t i = first; plain.backend->moves_data && i < std::min(first + share, plain.tasks); ++i) {
      const FilePlace place = use.layout.place(i);
      const auto bytes = buffer.bytes(use.layout.transfer);
      plain.pattern(place.file).fill(place.offset, bytes);
      files->write(place, bytes);
    }
    files->synchronise();
  } catch (...) {
    refused = current_exception_text();
  }
  agree(ranks_, refused);
}

std::string FileStaging::make_way_for_reading() const {
  const Communicator node = ranks_.split_by_node();
  const FileLayout& layout = work_.use.layout;
  const std::uint64_t bytes = work_.tasks * layout.transfer * static_cast<std::uint64_t>(node.size()) /
                              static_cast<std::uint64_t>(ranks_.size());
  std::string text =
      fmt::format("{:.1f} MiB a node against {:.1f} MiB of free memory", static_cast<double>(bytes) / 0x1p20,
                  static_cast<double>(available_memory_bytes()) / 0x1p20);
  ranks_.barrier();
  if (settings_.drop_caches) {
    const bool permitted = node.broadcast(std::int64_t{node.rank() == 0 && drop_page_cache()}) == 1;
    text += permitted ? "; page cache dropped" : "; dropping the page cache is not permitted";
  }
  ranks_.barrier();
  return work_.use.direct ? "bypassed by O_DIRECT; " + text : text;
}

/// How many ranks further on the rank is whose data one reads, so that they were not written on its own node; 1 where
/// all ranks are on one node. Collective.
std::uint64_t neighbours(const Communicator& ranks) {
  const std::int64_t most = ranks.max(ranks.split_by_node().size());
  return most < ranks.size() ? static_cast<std::uint64_t>(most) : 1;
}

class ParallelIo final : public Workload {
 public:
  explicit ParallelIo(const WorkloadContext& context) : settings_(file_settings(context)), work_(file_work(context)) {}

  std::uint64_t tasks() const override { return work_.use.layout.count(); }
  std::size_t words_per_task() const override { return 2; }
  std::uint64_t serial_tasks() const override { return work_.use.layout.share(); }
  std::vector<std::string> stages() const override { return settings_.operations; }

  Task task(std::uint64_t index, Worker& worker, Tally& tally) const override { return check(index, worker, tally); }

  Task check(std::uint64_t index, Worker& /*worker*/, Tally& tally) const override {
    std::uint64_t words[2];
    work_.expected(index, words);
    tally.record(index, words);
    co_return;
  }

  Cost cost() const override {
    constexpr double bytes_a_second = 1.5e9; // of a fast disk or a busy file system: a guess for `sweep plan`
    return {.processor = static_cast<double>(settings_.operations.size() * work_.use.layout.transfer) / bytes_a_second};
  }

  Table estimates(std::span<const std::uint64_t> /*words*/) const override { return {}; }

  std::unique_ptr<Staging> begin(const Communicator& ranks, std::uint64_t tasks) override {
    FileWork work = work_;
    work.tasks = tasks;
    if (tasks < work.use.layout.count() && !settings_.reuse) {
      work.use.prefix = "sweep.base"; // what the serial base does must not overwrite what is kept
    }
    work.shift = ranks.size() > 1 && settings_.reorder ? work.use.layout.share() * neighbours(ranks) : 0;
    return std::make_unique<FileStaging>(std::move(work), settings_, ranks, buffers_);
  }

 private:
  FileSettings settings_;
  FileWork work_;
  Pool<AlignedBuffer> buffers_;
};

} // namespace

WorkloadDescriptor parallel_io_workload() {
  return {.name = "parallel_io",
          .summary = "large files written and read by all ranks, as IOR does it: what a file system gives",
          .parameters = file_parameters(),
          .setting_parameters = [](const Values&) { return std::vector<SettingParameter>{}; },
          .make = [](const WorkloadContext& context) -> std::unique_ptr<Workload> {
            return std::make_unique<ParallelIo>(context);
          },
          .latency = "of one transfer",
          .per_rank = true,
          .settle = settle_file_values,
          .inspect =
              [](const WorkloadContext& context) {
                const FileWork work = file_work(context);
                if (work.backend->moves_data && !work.use.folder.empty()) {
                  ScratchFolder::inspect(work.use.folder);
                }
              },
          .admit = admit_file_case};
}

} // namespace sweep
