#include "workloads/file_stage.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "workloads/file_transfer.hpp"

namespace sweep {

void FileWork::expected(std::uint64_t transfer, std::uint64_t (&words)[2]) const {
  const FilePlace place = use.layout.place(transfer);
  const DataPattern data = pattern(place.file);
  words[0] = data.word(place.offset);
  words[1] = data.word(place.offset + use.layout.transfer - sizeof(std::uint64_t));
}

void FileWork::compare(FilePlace place, std::span<const std::byte> bytes, const Files& files, int rank) const {
  const DataPattern data = pattern(place.file);
  const std::size_t wrong = data.mismatch(place.offset, bytes);
  if (wrong < bytes.size()) {
    throw SystemError(
        "use", files.name(place.file),
        fmt::format("wrong answer: rank {} found 0x{:02x} at byte {}, where 0x{:02x} was written; the files "
                    "are left for you to look at in {}",
                    rank, std::to_integer<int>(bytes[wrong]), place.offset + wrong,
                    std::to_integer<int>(data.at(place.offset + wrong)), left.string()));
  }
}

FileStage::FileStage(FileWork& work, FileMode mode, const Communicator& ranks, Pool<AlignedBuffer>& buffers,
                     bool& evidence, bool check_at_end)
    : work_(work), use_(work.use), ranks_(ranks), buffers_(buffers), evidence_(evidence), check_at_end_(check_at_end),
      together_(work.use.access == Access::collective ||
                (work.use.sync_each && mode != FileMode::read && work.backend->collective)) {
  use_.mode = mode;
  const std::uint64_t shift = writes() ? 0 : work.shift / use_.layout.share();
  use_.own = (static_cast<std::uint64_t>(ranks.rank()) + shift) % use_.layout.ranks;
}

void FileStage::open() {
  if (work_.deadline > 0) { // wear_out() is for all ranks or for none
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

std::uint64_t FileStage::transfer_of(std::uint64_t task) const {
  const std::uint64_t turn = writes() ? task : (task + work_.shift) % work_.tasks;
  return use_.layout.in_order(turn);
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

/// The data to be written; both ends other than they are to be read. Without memory for them no bytes, so that a rank
/// whose part others need still takes it; the failure is told later.
std::span<std::byte> FileStage::make_ready(AlignedBuffer& buffer, FilePlace place) const {
  if (!work_.backend->moves_data) {
    return {};
  }
  try {
    const std::span<std::byte> bytes = buffer.bytes(use_.layout.transfer);
    if (writes()) {
      work_.pattern(place.file).fill(place.offset, bytes);
    } else {
      std::ranges::fill(bytes.first(sizeof(std::uint64_t)), std::byte{0});
      std::ranges::fill(bytes.last(sizeof(std::uint64_t)), std::byte{0});
    }
    return bytes;
  } catch (const std::bad_alloc&) {
    note_failure();
    return {};
  }
}

/// Compares what was read: all of it in the run that checks a case, else both ends, which costs nothing.
void FileStage::settle(std::uint64_t transfer, std::span<const std::byte> bytes, Keep keep) const {
  moved_.fetch_add(1, std::memory_order_relaxed);
  if (writes() || bytes.empty()) {
    return;
  }
  std::uint64_t words[2];
  work_.expected(transfer, words);
  const bool good = std::memcmp(bytes.data(), &words[0], sizeof words[0]) == 0 &&
                    std::memcmp(bytes.data() + bytes.size() - sizeof words[1], &words[1], sizeof words[1]) == 0;
  if (!good || keep == Keep::rows) {
    work_.compare(use_.layout.place(transfer), bytes, *files_, ranks_.rank());
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
  AlignedBuffer buffer;
  try {
    for (; done < skipped_.size() && moved_.load() < goal && !failure_; ++done) {
      const FilePlace place = use_.layout.place(skipped_[done]);
      const std::span<std::byte> bytes = make_ready(buffer, place);
      FileTransfer(*files_, place, bytes, direction()).block();
      last_.store(now(), std::memory_order_relaxed);
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

void FileStage::close() {
  files_->close();
  carried_out_ = files_->transfers();
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
  const std::unique_ptr<Files> files = work_.backend->open(use, ranks_);
  const auto size = static_cast<std::uint64_t>(ranks_.size());
  const std::uint64_t share = (work_.tasks + size - 1) / size;
  const std::uint64_t first = std::min(work_.tasks, share * static_cast<std::uint64_t>(ranks_.rank()));
  auto buffer = buffers_.take();
  const std::span<std::byte> bytes = buffer->bytes(use.layout.transfer);
  for (std::uint64_t task = first; task < std::min(work_.tasks, first + share); ++task) {
    const std::uint64_t transfer = writes() ? task : (task + work_.shift) % work_.tasks;
    if (!work_.is_missing(transfer)) {
      const FilePlace place = use.layout.place(transfer);
      files->read(place, bytes);
      work_.compare(place, bytes, *files, ranks_.rank());
    }
  }
}

std::string FileStage::transfers() const {
  return by_kernel_.load() ? "io_uring" : carried_out_;
}

} // namespace sweep
