#include "models/loop_worker.hpp"

#include <algorithm>
#include <utility>

#include "core/errors.hpp"
#include "core/stint.hpp"

namespace sweep {
namespace {

constexpr Instant longest_turn = 100'000;        // 0.1 ms of resuming before the devices are looked at again
constexpr Instant longest_sleep = 1'000'000'000; // 1 s
constexpr Instant polling_sleep = 1'000'000;     // 1 ms, where other ranks may ask for something

} // namespace

LoopWorker::LoopWorker(Dispenser& dispenser, Poller& poller, std::size_t in_flight)
    : dispenser_(dispenser), poller_(poller), in_flight_(in_flight), serves_(dispenser.needs_polling()) {
  SWEEP_EXPECT(in_flight > 0); // or no task would ever be opened, and none asked for
  timers_.reserve(in_flight);
  keep_latencies(latencies_->latency);
  want_attention(serves_);
}

LoopWorker::~LoopWorker() {
  drop_timers();
}

RankReport LoopWorker::run(const TaskSet& work, Keep keep, Instant start) {
  RankReport report{.tally = Tally(work.words_per_task(), keep)};
  Stint stint(start);
  looked_ = now();
  while (open_ > 0 || !exhausted_) {
    try {
      look();
      turn(work, report.tally);
    } catch (...) {
      if (!failure_) {
        failure_ = std::current_exception();
        dispenser_.abandon();
      }
      exhausted_ = true;
      chunk_ = {};
    }
    if (failure_) {
      drop_timers(); // also those of tasks whose operations have ended since
    }
  }
  stint.stop();
  report.end = stint.end();
  report.cpu = stint.cpu();
  report.ready = stint.ready();
  report.late = stint.late();
  report.wait = waited();
  report.dispatch = dispatch_;
  report.latencies = latencies_;
  report.failure = failure_;
  return report;
}

void LoopWorker::look() {
  ready_since_ = std::exchange(looked_, now());
  if (poller_.waiting() > 0) {
    poller_.poll(0);
  }
  serve();
  const bool can_open = open_ < in_flight_ && !exhausted_;
  if (ready_.empty() && !can_open && open_ > 0) {
    sleep();
  }
}

/// Serves other ranks that need it, but not again once that has failed: the loop would come no further.
void LoopWorker::serve() {
  if (std::exchange(serves_, false)) {
    dispenser_.poll();
    serves_ = true;
  }
}

/// Until a device is ready, the first timer due, or it is time to look after other ranks.
void LoopWorker::sleep() {
  Instant until = looked_ + (serves_ ? polling_sleep : longest_sleep);
  if (!timers_.empty()) {
    until = std::min(until, timers_.front().when);
  }
  ready_since_.reset();
  if (poller_.waiting() > 0) {
    poller_.poll(until);
  } else {
    sleep_until(until);
  }
  const Instant end = now();
  add_wait(seconds_between(std::exchange(looked_, end), end));
}

void LoopWorker::turn(const TaskSet& work, Tally& tally) {
  const Instant begin = now();
  for (Instant time = begin; time - begin < longest_turn; time = now()) {
    const bool resumed = resume_one(time);
    const bool opened = open_one(work, tally);
    if (!resumed && !opened) {
      return;
    }
  }
}

bool LoopWorker::resume_one(Instant time) {
  std::coroutine_handle<> task;
  Instant since = 0;
  if (!ready_.empty()) {
    since = ready_.front().since;
    task = ready_.front().task;
    ready_.pop_front();
  } else if (!timers_.empty() && timers_.front().when <= time) {
    since = timers_.front().when;
    task = timers_.front().task;
    std::pop_heap(timers_.begin(), timers_.end());
    timers_.pop_back();
  } else {
    return false;
  }
  latencies_->lag.add(seconds_between(since, time));
  go_on(Task::adopt(task));
  return true;
}

bool LoopWorker::open_one(const TaskSet& work, Tally& tally) {
  if (open_ >= in_flight_ || exhausted_) {
    return false;
  }
  if (chunk_.empty()) {
    chunk_ = next_chunk();
    exhausted_ = chunk_.empty();
    if (exhausted_) {
      return false;
    }
  }
  Task task = work.task(chunk_.first++, *this, tally);
  ++open_;
  go_on(std::move(task));
  return true;
}

/// Runs the task until it waits again, when its operation has it, or ends.
void LoopWorker::go_on(Task task) {
  task.resume();
  if (!task.done()) {
    task.release();
    return;
  }
  --open_;
  task.rethrow_failure();
}

Chunk LoopWorker::next_chunk() {
  const Instant begin = now();
  const Chunk chunk = dispenser_.next(0);
  dispatch_ += seconds_between(begin, now());
  return chunk;
}

void LoopWorker::resume(std::coroutine_handle<> task) {
  ready_.push_back({ready_since_ ? *ready_since_ : now(), task});
}

void LoopWorker::resume_at(Instant when, std::coroutine_handle<> task) {
  timers_.push_back({when, task});
  std::push_heap(timers_.begin(), timers_.end());
}

void LoopWorker::drop_timers() {
  for (const Timer& timer : timers_) {
    Task::adopt(timer.task);
    --open_;
  }
  timers_.clear();
}

} // namespace sweep
