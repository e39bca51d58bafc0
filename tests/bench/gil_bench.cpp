// What interpreter locks cost. take_and_drop: by one thread, nobody else about. safe_point: of a worker that nobody
// asked. hand_over: two threads take and drop as often as they can; `switches` is how often the other had it between.
// native_empty: a native region with nothing in it, so what it adds to any; native_1ms: one with 1 ms of work, to be
// held against busy_1ms.

#include <benchmark/benchmark.h>

#include <atomic>
#include <functional>
#include <memory>
#include <thread>

#include "core/busy_steps.hpp"
#include "models/gil/policy.hpp"
#include "models/gil_worker.hpp"

namespace sweep {
namespace {

std::unique_ptr<InterpreterLock> make_lock(const PolicyDescriptor& policy, std::size_t threads) {
  Values values;
  values.set("switch_interval", 0.005);
  for (const Parameter& parameter : policy.parameters) {
    values.set(parameter.name, parameter.initial);
  }
  return std::move(policy.make(values, threads, posix_platform()).front());
}

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

void hand_over(benchmark::State& bench, const PolicyDescriptor& policy) {
  Histogram handover;
  State me(handover);
  State other(handover);
  const auto lock = make_lock(policy, 2);
  std::thread rival([&] {
    try {
      while (true) {
        lock->take(other);
        lock->drop(other, Leave::for_a_while);
      }
    } catch (const LockClosed&) { // the benchmark is over
    }
  });
  for (auto _ : bench) {
    lock->take(me);
    lock->drop(me, Leave::for_a_while);
  }
  bench.counters["switches"] = benchmark::Counter(static_cast<double>(me.switches), benchmark::Counter::kAvgIterations);
  lock->close();
  rival.join();
}

const bool registered = [] {
  for (const PolicyDescriptor& policy : policies()) {
    benchmark::RegisterBenchmark(("take_and_drop/" + policy.name).c_str(), take_and_drop, policy);
    if (policy.exclusive) {
      benchmark::RegisterBenchmark(("hand_over/" + policy.name).c_str(), hand_over, policy)->UseRealTime();
    }
  }
  return true;
}();

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

void in_worker(const std::function<void(Worker&)>& body) {
  NoChunks dispenser;
  Histogram handover;
  const auto lock = make_lock(*find_policy("interval"), 1);
  GilWorker worker(dispenser, 0, *lock, 0, {}, handover);
  std::atomic<bool> stop = false;
  worker.run(Loop(body), Keep::digest, 0, stop);
}

void safe_point(benchmark::State& bench) {
  in_worker([&](Worker& worker) {
    for (auto _ : bench) {
      worker.safe_point();
    }
  });
}
BENCHMARK(safe_point);

constexpr Seconds region = 1e-3;

void busy_1ms(benchmark::State& bench) {
  const auto steps = static_cast<std::uint64_t>(region / seconds_a_step());
  std::uint64_t state = 1;
  for (auto _ : bench) {
    benchmark::DoNotOptimize(state = take_steps(steps, state));
  }
}
BENCHMARK(busy_1ms);

void native_1ms(benchmark::State& bench) {
  const auto steps = static_cast<std::uint64_t>(region / seconds_a_step());
  std::uint64_t state = 1;
  in_worker([&](Worker& worker) {
    for (auto _ : bench) {
      const auto released = worker.native();
      benchmark::DoNotOptimize(state = take_steps(steps, state));
    }
  });
}
BENCHMARK(native_1ms);

/// The cost of the region alone, with nothing in it.
void native_empty(benchmark::State& bench) {
  in_worker([&](Worker& worker) {
    for (auto _ : bench) {
      const auto released = worker.native();
    }
  });
}
BENCHMARK(native_empty);

} // namespace
} // namespace sweep
