#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "comm/communicator.hpp"
#include "core/errors.hpp"
#include "core/stage.hpp"
#include "io/aligned_buffer.hpp"
#include "io/pool.hpp"
#include "workloads/backends/backend.hpp"
#include "workloads/data_pattern.hpp"

namespace sweep {

/// What the stages of a repetition have in common.
struct FileWork {
  const BackendDescriptor* backend = nullptr;
  FileUse use;
  std::uint64_t seed = 0;
  std::uint64_t tasks = 0;         ///< That are run: the first ones.
  std::uint64_t shift = 0;         ///< Reading, task i moves what task i + shift wrote, so that no rank reads its own.
  std::filesystem::path left = {}; ///< Where the files will be once one is found to be wrong.
  bool sync_once = false;          ///< One fsync a file before it is closed.
  Seconds deadline = 0; ///< No transfer begins later, but for those that make all ranks' equally many; 0: none.
  std::vector<std::uint64_t> missing = {}; ///< A bit a transfer: those that a deadline kept from being written.

  DataPattern pattern(std::uint64_t file) const { return {seed, file}; }

  /// The words a task records: the first and the last of the data of that transfer.
  void expected(std::uint64_t transfer, std::uint64_t (&words)[2]) const;

  /// Throws SystemError unless `bytes` are those that stand at `place`.
  void compare(FilePlace place, std::span<const std::byte> bytes, const Files& files, int rank) const;

  bool is_missing(std::uint64_t transfer) const {
    return !missing.empty() && (missing[transfer / 64] >> (transfer % 64) & 1U) != 0;
  }
};

/// Writes, or reads, the files of a repetition: a task is a transfer.
class FileStage final : public Stage {
 public:
  /// Collective. `work.missing` is noted by writing and heeded by reading. All must outlive the stage.
  /// @param evidence  set when data are wrong: the files are then to be left
  FileStage(FileWork& work, FileMode mode, const Communicator& ranks, Pool<AlignedBuffer>& buffers, bool& evidence,
            bool check_at_end);

  std::uint64_t tasks() const override { return work_.tasks; }
  std::size_t words_per_task() const override { return 2; }
  Task task(std::uint64_t index, Worker& worker, Tally& tally) const override;

  void open() override;
  void wear_out() override;
  void sync() override;
  void close() override;
  void check() override;
  std::int64_t bytes() const override { return items() * static_cast<std::int64_t>(work_.use.layout.transfer); }
  std::int64_t items() const override { return moved_.load(); }
  Seconds skipping() const override;
  std::string transfers() const override;
  std::string cache() const override { return cache_; }
  const FileUse& use() const { return use_; }
  void note_cache(std::string cache) { cache_ = std::move(cache); }

 private:
  bool writes() const { return use_.mode != FileMode::read; }
  Reactor::Direction direction() const { return writes() ? Reactor::Direction::write : Reactor::Direction::read; }
  std::uint64_t transfer_of(std::uint64_t task) const;
  bool too_late() const;
  Task skip(std::uint64_t transfer, Tally& tally) const;
  Task move(std::uint64_t transfer, Worker& worker, Tally& tally) const;
  std::span<std::byte> make_ready(AlignedBuffer& buffer, FilePlace place) const;
  void settle(std::uint64_t transfer, std::span<const std::byte> bytes, Keep keep) const;
  void note_failure() const;
  void note_missing(const std::vector<std::uint64_t>& left);
  void compare_all();

  FileWork& work_;
  FileUse use_;
  const Communicator& ranks_;
  Pool<AlignedBuffer>& buffers_;
  bool& evidence_;
  bool check_at_end_;
  bool together_; ///< A rank that fails must go on: the others' transfers need its part in them.
  Instant end_ = 0;
  std::unique_ptr<Files> files_;
  std::string cache_;
  std::string carried_out_;
  mutable std::atomic<std::int64_t> moved_ = 0;
  mutable std::atomic<bool> late_ = false;
  mutable std::atomic<Instant> last_ = 0;       ///< When the last transfer ended.
  mutable std::atomic<bool> by_kernel_ = false; ///< An event loop gave transfers to the kernel.
  mutable std::mutex mutex_;
  mutable std::exception_ptr failure_;         ///< The first one, where ranks transfer together.
  mutable std::vector<std::uint64_t> skipped_; ///< Transfers for which it was too late.
};

} // namespace sweep
