// What interpreter locks cost. take_and_drop: by one thread, nobody else about. safe_point: of a worker that nobody
// asked (`tick` looks at every one, to count it). hand_over: another thread wants the lock, and the holder drops and
// takes it until that one has had it; safe_point_requested: the same by safe points. Either is there and back, so two
// `switches`. native_empty: a native region with nothing in it, so what it adds to any; native_1ms: one with 1 ms of
// work, to be held against busy_1ms.

#include <benchmark/benchmark.h>

#include <atomic>
#include <functional>
#include <memory>
#include <thread>

#include "../models/gil/any_lock.hpp"
#include "core/busy_steps.hpp"
#include "models/gil/catalogue.hpp"
#include "models/gil_worker.hpp"

namespace sweep {
namespace {

/// Called upon in vain.
class State final : public ThreadState {
 public:
  explicit State(Histogram& handover) : ThreadState(handover) {}

 private:
  void call_for_attention() override {}
};

void take_and_drop(benchmark::State& bench, const PolicyDescriptor& policy) {
  Histogram handover;
  State me(handover);
  const auto lock = make_lock(policy, 2);
  for (auto _ : bench) {
    lock->take(me);
    lock->drop(me, Leave::for_a_while);
  }
}

/// A thread that takes the lock whenever it is told to, and drops it at once.
class Rival {
 public:
  explicit Rival(InterpreterLock& lock) : lock_(lock), thread_([this] { serve(); }) {}
  ~Rival() {
    over_ = true;
    thread_.join();
  }
  Rival(const Rival&) = delete;
  Rival& operator=(const Rival&) = delete;

  void want() {
    had_.store(false, std::memory_order_relaxed);
    wanted_.store(true, std::memory_order_release);
  }
  bool had() const { return had_.load(std::memory_order_acquire); }
  std::int64_t switches() const { return me_.switches; } ///< While it was not told to.

 private:
  void serve() {
    while (!over_) {
      if (wanted_.exchange(false)) {
        lock_.take(me_);
        lock_.drop(me_, Leave::for_a_while);
        had_ = true;
      } else {
        std::this_thread::yield();
      }
    }
  }

  InterpreterLock& lock_;
  Histogram handover_;
  State me_{handover_};
  std::atomic<bool> wanted_ = false;
  std::atomic<bool> had_ = false;
  std::atomic<bool> over_ = false;
  std::thread thread_;
};

constexpr Seconds short_interval = 1e-6; // the least there is: else it would be what is measured

/// The holder gives way at its safe points or between them until the other has had the lock.
void give_way(benchmark::State& bench, const PolicyDescriptor& policy, bool at_safe_points) {
  Histogram handover;
  State me(handover);
  const auto lock = make_lock(policy, 2, posix_platform(), short_interval);
  lock->take(me);
  std::int64_t switches = 0;
  {
    Rival rival(*lock);
    for (auto _ : bench) {
      rival.want();
      while (!rival.had()) {
        if (at_safe_points) {
          lock->safe_point(me);
        } else {
          lock->drop(me, Leave::for_a_while);
          lock->take(me);
        }
      }
    }
    switches = me.switches + rival.switches();
  }
  bench.counters["switches"] = benchmark::Counter(static_cast<double>(switches), benchmark::Counter::kAvgIterations);
  lock->drop(me, Leave::for_good);
}

class NoChunks final : public Dispenser {
 public:
  Chunk next(std::size_t /*worker*/) override { return taken_.exchange(true) ? Chunk{} : Chunk{.first = 0, .last = 1}; }

 private:
  std::atomic<bool> taken_ = false;
};

/// A task that goes on for as long as the benchmark does.
class Loop final : public TaskSet {
 public:
  explicit Loop(std::function<void(Worker&)> body) : body_(std::move(body)) {}
  std::uint64_t tasks() const override { return 1; }
  std::size_t words_per_task() const override { return 0; }
  Task task(std::uint64_t /*index*/, Worker& worker, Tally& /*tally*/) const override {
    body_(worker);
    co_return;
  }

 private:
  std::function<void(Worker&)> body_;
};

void in_worker(const PolicyDescriptor& policy, const std::function<void(Worker&)>& body) {
  NoChunks dispenser;
  Histogram handover;
  const auto lock = make_lock(policy, 1);
  GilWorker worker(dispenser, 0, *lock, 0, {}, handover);
  std::atomic<bool> stop = false;
  worker.run(Loop(body), Keep::digest, 0, stop);
}

void safe_point(benchmark::State& bench, const PolicyDescriptor& policy) {
  in_worker(policy, [&](Worker& worker) {
    for (auto _ : bench) {
      worker.safe_point();
    }
  });
}

constexpr Seconds region = 1e-3;

void busy_1ms(benchmark::State& bench) {
  const auto steps = static_cast<std::uint64_t>(region / loop_times().step);
  std::uint64_t state = 1;
  for (auto _ : bench) {
    benchmark::DoNotOptimize(state = take_steps(steps, state));
  }
}
BENCHMARK(busy_1ms);

void native_1ms(benchmark::State& bench) {
  const auto steps = static_cast<std::uint64_t>(region / loop_times().step);
  std::uint64_t state = 1;
  in_worker(*find_policy("interval"), [&](Worker& worker) {
    for (auto _ : bench) {
      const auto released = worker.native();
      benchmark::DoNotOptimize(state = take_steps(steps, state));
    }
  });
}
BENCHMARK(native_1ms);

/// The cost of the region alone, with nothing in it.
void native_empty(benchmark::State& bench) {
  in_worker(*find_policy("interval"), [&](Worker& worker) {
    for (auto _ : bench) {
      const auto released = worker.native();
    }
  });
}
BENCHMARK(native_empty);

const bool registered = [] {
  for (const PolicyDescriptor& policy : policies()) {
    benchmark::RegisterBenchmark(("take_and_drop/" + policy.name).c_str(), take_and_drop, policy);
    benchmark::RegisterBenchmark(("safe_point/" + policy.name).c_str(), safe_point, policy);
    if (!policy.exclusive || policy.name == "per_interpreter") { // a lock of `interval` for each thread
      continue;
    }
    benchmark::RegisterBenchmark(("hand_over/" + policy.name).c_str(), give_way, policy, false)->UseRealTime();
    if (policy.name != "plain_mutex") { // nobody asks for that
      benchmark::RegisterBenchmark(("safe_point_requested/" + policy.name).c_str(), give_way, policy, true)
          ->UseRealTime();
    }
  }
  return true;
}();

} // namespace
} // namespace sweep
