#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "comm/communicator.hpp"
#include "core/errors.hpp"
#include "core/pool.hpp"
#include "core/workload.hpp"
#include "workloads/files/file_work.hpp"
#include "workloads/files/pattern_buffer.hpp"

namespace sweep {

/// Writes, or reads, the files of a repetition: a task is a transfer.
class FileStage final : public Stage {
 public:
  /// Collective. `work.missing` is noted by writing and heeded by reading. All must outlive the stage.
  /// @param evidence  set when data are wrong: the files are then to be left
  FileStage(FileWork& work, FileMode mode, const Communicator& ranks, Pool<PatternBuffer>& buffers, bool& evidence,
            bool check_at_end);

  std::uint64_t tasks() const override { return work_.tasks; }
  std::size_t words_per_task() const override { return 2; }
  Task task(std::uint64_t index, Worker& worker, Tally& tally) const override;

  bool opens() const override { return true; }
  void open() override;
  StageReport close() override;

  /// Throws SystemError when what it left behind is not what it must be. Collective, once it went well.
  void check();

  void note_cache(std::string cache) { cache_ = std::move(cache); }

 private:
  bool writes() const { return use_.mode != FileMode::read; }
  const char* name() const { return writes() ? "write" : "read"; }
  Reactor::Direction direction() const { return writes() ? Reactor::Direction::write : Reactor::Direction::read; }
  std::uint64_t turn_of(std::uint64_t task) const;
  std::uint64_t transfer_of(std::uint64_t task) const { return use_.layout.in_order(turn_of(task)); }
  bool too_late() const;
  Task skip(std::uint64_t transfer, Tally& tally) const;
  void wear_out();
  void sync();
  Seconds skipping() const;
  std::optional<DeviceExpectation> device() const;
  std::vector<std::string> warnings() const;
  Task move(std::uint64_t transfer, Worker& worker, Tally& tally) const;
  std::span<std::byte> make_ready(PatternBuffer& buffer, FilePlace place) const;
  void settle(std::uint64_t transfer, std::span<const std::byte> bytes, Keep keep) const;
  void note_failure() const;
  void note_missing(const std::vector<std::uint64_t>& left);
  void compare_all();
  void compare_share(Files& files);

  FileWork& work_;
  FileUse use_;
  const Communicator& ranks_;
  Pool<PatternBuffer>& buffers_;
  bool& evidence_;
  bool check_at_end_;
  bool together_; ///< A rank that fails must go on: the others' transfers need its part in them.
  Instant end_ = 0;
  std::unique_ptr<Files> files_;
  std::string cache_;
  mutable std::atomic<std::int64_t> moved_ = 0;
  mutable std::atomic<bool> late_ = false;
  mutable std::atomic<Instant> last_ = 0;       ///< When the last transfer ended.
  mutable std::atomic<bool> by_kernel_ = false; ///< An event loop gave transfers to the kernel.
  mutable std::mutex mutex_;
  mutable std::exception_ptr failure_;         ///< The first one, where ranks transfer together.
  mutable std::vector<std::uint64_t> skipped_; ///< Transfers for which it was too late.
  Histogram worn_out_;                         ///< Latencies of the transfers that made up for those of other ranks.
};

} // namespace sweep
