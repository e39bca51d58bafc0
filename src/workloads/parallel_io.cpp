// Workload `parallel_io`: the ranks write and read large files, shared or one each, through POSIX, MPI-IO or HDF5. A
// task is one transfer. After IOR (https://github.com/hpc/ior), whose words it uses: block, transfer, segment.

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "comm/exchange.hpp"
#include "io/files/scratch_folder.hpp"
#include "workloads/backends/catalogue.hpp"
#include "workloads/files/file_parameters.hpp"
#include "workloads/files/file_stage.hpp"
#include "workloads/files/page_cache.hpp"

namespace sweep {
namespace {

/// One repetition on one rank.
class FileRepetition final : public Repetition {
 public:
  FileRepetition(FileWork work, const FileSettings& settings, const Communicator& ranks, Pool<PatternBuffer>& buffers)
      : work_(std::move(work)), settings_(settings), ranks_(ranks), buffers_(buffers) {
    std::string refused;
    if (ranks.rank() == 0 && work_.backend->moves_data) {
      try {
        folder_.emplace(work_.use.folder,
                        settings.reuse ? ScratchFolder::Leftovers::keep : ScratchFolder::Leftovers::remove,
                        work_.use.prefix);
        work_.warnings = folder_->warnings();
      } catch (...) {
        refused = current_exception_text();
      }
    }
    if (folder_ && keeps()) {
      folder_->keep();
    }
    agree(ranks, refused);
    left_ = ranks.broadcast(ranks.rank() == 0 ? ScratchFolder::free_name(work_.use.folder) : std::string());
    work_.left = settings.reuse ? work_.use.folder : work_.use.folder / left_;
  }

  Stage* next() override {
    if (stage_) {
      stage_->check();
    }
    stage_ = index_ < settings_.operations.size() ? make_stage(index_++) : nullptr;
    return stage_.get();
  }

  void end() override {
    stage_ = nullptr;
    const bool wrong = ranks_.max(evidence_ ? 1 : 0) == 1;
    if (folder_ && wrong && !settings_.reuse) {
      put_aside();
    }
    ranks_.barrier(); // nobody clears up what others still use
    folder_.reset();
  }

 private:
  std::unique_ptr<FileStage> make_stage(std::size_t index) {
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
  void write_share(Files& files);

  /// What stands between the reads and the device, in words; dropped first where that is asked for. Collective.
  std::string make_way_for_reading() const;

  FileWork work_;
  const FileSettings& settings_;
  const Communicator& ranks_;
  Pool<PatternBuffer>& buffers_;
  std::optional<ScratchFolder> folder_; ///< On rank 0.
  std::string left_;
  bool evidence_ = false;
  std::size_t index_ = 0; ///< Of the next stage.
  std::unique_ptr<FileStage> stage_;
};

void FileRepetition::make_data() {
  FileWork plain = work_;
  plain.deadline = 0;
  plain.use.access = Access::independent;
  std::string refused;
  try {
    const FileUse use = plain.use_for(FileMode::create, static_cast<std::uint64_t>(ranks_.rank()));
    with_files(plain, use, ranks_, [&](Files& files) { write_share(files); });
  } catch (...) {
    refused = current_exception_text();
  }
  agree(ranks_, refused);
}

void FileRepetition::write_share(Files& files) {
  if (!work_.backend->moves_data) {
    return;
  }
  auto buffer = buffers_.take();
  for_each_of_share(work_, ranks_, [&](std::uint64_t transfer) {
    const FilePlace place = work_.use.layout.place(transfer);
    files.write(place, buffer->to_write(work_.pattern(place.file), place.offset, work_.use.layout.transfer));
  });
}

std::string FileRepetition::make_way_for_reading() const {
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
  return (is_in_memory(work_.use.folder) ? "a file system in memory; "
          : work_.use.direct             ? "bypassed by O_DIRECT; "
                                         : "") +
         text;
}

class ParallelIo final : public Workload {
 public:
  explicit ParallelIo(const WorkloadContext& context) : settings_(file_settings(context)), work_(file_work(context)) {}

  std::uint64_t tasks() const override { return work_.use.layout.count(); }
  std::size_t words_per_task() const override { return 2; }

  /// What each stage must find, for the oracle.
  Task task(std::uint64_t index, Worker& /*worker*/, Tally& tally) const override {
    std::uint64_t words[2];
    work_.expected(index, words);
    tally.record(index, words);
    co_return;
  }

  std::unique_ptr<Repetition> begin(const Surroundings& surroundings) override {
    const Communicator& ranks = surroundings.ranks;
    FileWork work = work_;
    work.tasks = surroundings.tasks;
    if (work.tasks < work.use.layout.count() && !settings_.reuse) {
      work.use.prefix = "sweep.base"; // what the serial base does must not overwrite what is kept
    }
    if (settings_.reorder && work.tasks == work.use.layout.count() && ranks.size() > 1) {
      work.sources = sources_elsewhere(ranks.nodes());
    }
    return std::make_unique<FileRepetition>(std::move(work), settings_, ranks, buffers_);
  }

 private:
  FileSettings settings_;
  FileWork work_;
  Pool<PatternBuffer> buffers_;
};

Cost cost(const WorkloadContext& context) {
  constexpr double bytes_a_second = 1.5e9; // of a fast disk or a busy file system: a guess for `sweep plan`
  const FileWork work = file_work(context);
  const Seconds each = work.backend->nominal_seconds ? work.backend->nominal_seconds(work.use)
                                                     : static_cast<double>(work.use.layout.transfer) / bytes_a_second;
  const auto operations = static_cast<double>(file_settings(context).operations.size());
  return {.processor = operations * each, .uses_devices = true};
}

} // namespace

WorkloadDescriptor parallel_io_workload() {
  return {.name = "parallel_io",
          .summary = "large files written and read by all ranks, as IOR does it: what a file system gives",
          .parameters = file_parameters(),
          .make = [](const WorkloadContext& context) -> std::unique_ptr<Workload> {
            return std::make_unique<ParallelIo>(context);
          },
          .latency = "of one transfer",
          .share = Share::per_rank,
          .rules = {.check_machine =
                        [](const WorkloadContext& context) {
                          const FileWork work = file_work(context);
                          if (work.backend->moves_data && !work.use.folder.empty()) {
                            ScratchFolder::inspect(work.use.folder);
                          }
                        },
                    .refuse_case = refuse_file_case},
          .cost = cost};
}

} // namespace sweep
