#include "models/blocking_worker.hpp"

#include <algorithm>

#include "core/stint.hpp"

namespace sweep {
namespace {

/// Reading the clock twice (52 ns) would cost more than getting a chunk (10 ns): after the first grabs only one in
/// `stride` is timed and counts for all of them.
constexpr std::uint64_t always_timed = 64;
constexpr std::uint64_t stride = 16;

} // namespace

BlockingWorker::BlockingWorker(Dispenser& dispenser, std::size_t index) : dispenser_(dispenser), index_(index) {
  want_attention(index == 0 && dispenser.needs_polling());
}

bool BlockingWorker::suspend_for(Operation& operation, std::coroutine_handle<> /*task*/) {
  const Instant begin = now();
  operation.block();
  add_wait(seconds_between(begin, now()));
  return false;
}

Chunk BlockingWorker::next_chunk() {
  const bool always = grabs_ < always_timed;
  const bool timed = always || grabs_ % stride == 0;
  ++grabs_;
  if (!timed) {
    return dispenser_.next(index_);
  }
  const Instant begin = now();
  const Chunk chunk = dispenser_.next(index_);
  dispatch_ += seconds_between(begin, now()) * (always ? 1.0 : static_cast<double>(stride));
  return chunk;
}

void BlockingWorker::run_chunk(const TaskSet& work, Chunk chunk, Tally& tally, const std::atomic<bool>& stop) {
  for (std::uint64_t index = chunk.first; index < chunk.last && !stop.load(std::memory_order_relaxed); ++index) {
    Task task = work.task(index, *this, tally);
    task.resume();
    task.rethrow_failure();
  }
}

void BlockingWorker::serve(const TaskSet& work, Tally& tally, const std::atomic<bool>& stop) {
  while (!stop.load(std::memory_order_relaxed)) {
    const Chunk chunk = next_chunk();
    if (chunk.empty()) {
      break;
    }
    run_chunk(work, chunk, tally, stop);
  }
}

RankReport BlockingWorker::run(const TaskSet& work, Keep keep, Instant start, std::atomic<bool>& stop) {
  RankReport report{.tally = Tally(work.words_per_task(), keep)};
  Stint stint(start);
  try {
    serve(work, report.tally, stop);
  } catch (...) {
    report.failure = std::current_exception();
    stop.store(true, std::memory_order_relaxed);
    dispenser_.abandon();
  }
  stint.stop();
  report.end = stint.end();
  report.cpu = stint.cpu();
  report.ready = stint.ready();
  report.late = stint.late();
  report.wait = waited();
  report.dispatch = dispatch_;
  return report;
}

RankReport merge(std::span<RankReport> reports) {
  RankReport merged = std::move(reports.front());
  for (RankReport& report : reports.subspan(1)) {
    merged.tally.merge(report.tally);
    merged.end = std::max(merged.end, report.end);
    merged.cpu += report.cpu;
    merged.ready += report.ready;
    merged.late = std::max(merged.late, report.late);
    merged.wait += report.wait;
    merged.lock += report.lock;
    merged.dispatch += report.dispatch;
    if (!merged.failure) {
      merged.failure = report.failure;
    }
  }
  const double workers = static_cast<double>(reports.size());
  merged.wait /= workers;
  merged.lock /= workers;
  merged.dispatch /= workers;
  return merged;
}

} // namespace sweep
