#include "workloads/files/file_stage.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "workloads/files/file_transfer.hpp"

namespace sweep {

FileStage::FileStage(FileWork& work, FileMode mode, const Communicator& ranks, Pool<PatternBuffer>& buffers,
                     bool& evidence, bool check_at_end)
    : work_(work), use_(work.use_for(mode, static_cast<std::uint64_t>(ranks.rank()))), ranks_(ranks), buffers_(buffers),
      evidence_(evidence), check_at_end_(check_at_end),
      together_(work.use.access == Access::collective ||
                (work.use.sync_each && mode != FileMode::read && work.backend->collective)) {
  if (writes()) {
    make_ready_to_write(buffers_, work_.pattern(0), use_.layout.transfer);
  }
}

void FileStage::open() {
  if (work_.deadline > 0 || work_.backend->collective) { // what follows is for all ranks or for none
    std::string refused;
    try {
      files_ = work_.backend->open(use_, ranks_);
    } catch (...) {
      refused = current_exception_text();
    }
    agree(ranks_, refused);
  } else {
    files_ = work_.backend->open(use_, ranks_);
  }
  last_ = now();
  end_ = work_.deadline > 0 ? now() + static_cast<Instant>(work_.deadline * 1e9) : 0;
}

std::uint64_t FileStage::turn_of(std::uint64_t task) const {
  const std::uint64_t share = use_.layout.share();
  return writes() ? task : work_.source(task / share) * share + task % share;
}

/// Ranks that transfer together agree, until it is too late: each of their transfers needs all of them.
bool FileStage::too_late() const {
  if (end_ == 0 || late_.load(std::memory_order_relaxed)) {
    return end_ != 0;
  }
  bool late = now() > end_;
  if (use_.access == Access::collective) {
    late = ranks_.max(late ? 1 : 0) == 1;
  }
  if (late) {
    late_.store(true, std::memory_order_relaxed);
  }
  return late;
}

Seconds FileStage::skipping() const {
  return skipped_.empty() ? 0 : seconds_between(last_.load(), now());
}

Task FileStage::task(std::uint64_t index, Worker& worker, Tally& tally) const {
  const std::uint64_t transfer = transfer_of(index);
  if (!writes() && work_.is_missing(transfer)) {
    return skip(transfer, tally);
  }
  if (too_late()) {
    const std::scoped_lock lock(mutex_);
    skipped_.push_back(transfer);
    return skip(transfer, tally);
  }
  return move(transfer, worker, tally);
}

/// Records what the transfer would have found.
Task FileStage::skip(std::uint64_t transfer, Tally& tally) const {
  std::uint64_t words[2];
  work_.expected(transfer, words);
  tally.record(transfer, words);
  co_return;
}

Task FileStage::move(std::uint64_t transfer, Worker& worker, Tally& tally) const {
  const FilePlace place = use_.layout.place(transfer);
  auto buffer = buffers_.take();
  const std::span<std::byte> bytes = make_ready(*buffer, place);
  const Instant begin = now();
  try {
    const bool by_kernel = co_await worker.wait(FileTransfer(*files_, place, bytes, direction()));
    const Instant end = now();
    worker.note_latency(seconds_between(begin, end));
    last_.store(end, std::memory_order_relaxed);
    if (by_kernel) {
      by_kernel_.store(true, std::memory_order_relaxed);
    }
    settle(transfer, bytes, tally.keeps());
  } catch (...) {
    note_failure();
  }
  std::uint64_t words[2];
  work_.expected(transfer, words);
  tally.record(transfer, words);
}

/// The data to be written; or bytes to read into, with other marks than are to be read. Without memory for them no
/// bytes, so that a rank whose part others need still takes it; the failure is told later.
std::span<std::byte> FileStage::make_ready(PatternBuffer& buffer, FilePlace place) const {
  const DataPattern pattern = work_.pattern(place.file);
  try {
    if (writes()) {
      return buffer.to_write(pattern, place.offset, use_.layout.transfer);
    }
    const std::span<std::byte> bytes = buffer.to_read(place.offset, use_.layout.transfer);
    pattern.spoil(place.offset, bytes);
    return bytes;
  } catch (const std::bad_alloc&) {
    note_failure();
    return {};
  }
}

/// Compares what was read: all of it in the run that checks a case, else the first and the last mark, which costs
/// nothing.
void FileStage::settle(std::uint64_t transfer, std::span<const std::byte> bytes, Keep keep) const {
  moved_.fetch_add(1, std::memory_order_relaxed);
  if (writes() || bytes.empty()) {
    return;
  }
  const FilePlace place = use_.layout.place(transfer);
  const bool good = work_.pattern(place.file).marked(place.offset, bytes);
  if ((!good || keep == Keep::rows) && work_.backend->moves_data) {
    work_.compare(place, bytes, *files_, ranks_.rank());
  }
}

/// Within a catch block: throws on, unless other ranks' transfers need this rank's part in them.
void FileStage::note_failure() const {
  const std::scoped_lock lock(mutex_);
  if (!writes()) {
    evidence_ = true; // what was written cannot be read
  }
  failure_ = failure_ ? failure_ : std::current_exception();
  if (!together_) {
    throw;
  }
}

/// Ranks that made fewer transfers than another before the deadline make up for it, so that a slow one counts in full
/// ("wear-out", IOR's option stoneWallingWearOut). One after the other, on the main thread.
void FileStage::wear_out() {
  if (work_.deadline == 0) {
    return;
  }
  const std::int64_t most = failure_ ? 0 : moved_.load();
  const std::int64_t goal = ranks_.max(most);
  std::ranges::sort(skipped_);
  std::size_t done = 0;
  try {
    auto buffer = buffers_.take();
    for (; done < skipped_.size() && moved_.load() < goal && !failure_; ++done) {
      const FilePlace place = use_.layout.place(skipped_[done]);
      const std::span<std::byte> bytes = make_ready(*buffer, place);
      const Instant begin = now();
      FileTransfer(*files_, place, bytes, direction()).block();
      const Instant end = now();
      worn_out_.add(seconds_between(begin, end));
      last_.store(end, std::memory_order_relaxed);
      settle(skipped_[done], bytes, Keep::digest);
    }
  } catch (...) {
    note_failure();
  }
  skipped_.erase(skipped_.begin(), skipped_.begin() + static_cast<std::ptrdiff_t>(done));
}

void FileStage::sync() {
  if (writes() && work_.sync_once) {
    files_->synchronise();
  }
  if (together_ && failure_) {
    std::rethrow_exception(failure_);
  }
}

/// Every step is taken, whatever failed before: other ranks may be waiting for this one's part in it.
StageReport FileStage::close() {
  std::exception_ptr failure;
  const auto timed = [&failure](auto step) {
    const Instant begin = now();
    try {
      step();
    } catch (...) {
      failure = failure ? failure : std::current_exception();
    }
    return seconds_between(begin, now());
  };
  StageReport report{.name = name(), .cache = cache_};
  report.catching_up = timed([this] { wear_out(); });
  report.not_counted = skipping();
  report.sync = timed([this] { sync(); });
  timed([this] { files_->close(); });
  if (failure) {
    std::rethrow_exception(failure);
  }
  report.items = moved_.load();
  report.bytes = moved_.load() * static_cast<std::int64_t>(work_.use.layout.transfer);
  report.latency = worn_out_;
  report.transfers = by_kernel_.load() ? "io_uring" : files_->transfers();
  report.device = device();
  report.warnings = warnings();
  return report;
}

/// Once all is closed: reads every byte again, by the same back end. What was written is so checked at the end of what
/// comes last, and what was read read twice.
void FileStage::check() {
  if (writes() && work_.deadline > 0) {
    note_missing(skipped_);
  }
  if (!check_at_end_ || !work_.backend->moves_data) {
    return;
  }
  try {
    compare_all();
  } catch (...) {
    evidence_ = true;
    throw;
  }
}

/// Collective: which transfers nobody made.
void FileStage::note_missing(const std::vector<std::uint64_t>& left) {
  work_.missing.assign(work_.tasks / 64 + 1, 0);
  for (const std::uint64_t transfer : left) {
    work_.missing[transfer / 64] |= std::uint64_t{1} << (transfer % 64);
  }
  ranks_.unite(work_.missing);
}

void FileStage::compare_all() {
  FileUse use = use_;
  use.mode = FileMode::read;
  use.access = Access::independent;
  with_files(work_, use, ranks_, [&](Files& files) { compare_share(files); });
}

void FileStage::compare_share(Files& files) {
  auto buffer = buffers_.take();
  for_each_of_share(work_, ranks_, [&](std::uint64_t task) {
    const std::uint64_t transfer = turn_of(task);
    if (!work_.is_missing(transfer)) {
      const FilePlace place = use_.layout.place(transfer);
      const std::span<std::byte> bytes = buffer->to_read(place.offset, use_.layout.transfer);
      files.read(place, bytes);
      work_.compare(place, bytes, files, ranks_.rank());
    }
  });
}

std::optional<DeviceExpectation> FileStage::device() const {
  if (!work_.backend->moves_data) {
    return {};
  }
  if (!writes() && !use_.direct) {
    return DeviceExpectation{.otherwise = "cached",
                             .remedy = "set direct = true or drop_caches = true, or use more data than the nodes have "
                                       "memory"};
  }
  return DeviceExpectation{.otherwise = "no device",
                           .remedy = "give a `directory` on a device, not on a file system in memory"};
}

std::vector<std::string> FileStage::warnings() const {
  std::vector<std::string> all = work_.warnings;
  if (files_) {
    std::ranges::move(files_->warnings(), std::back_inserter(all));
  }
  return all;
}

} // namespace sweep
