// What the harness costs: a task through the contract in each model, and getting a chunk on a node.
//
// task_overhead: an item is a task of workload `empty`, in chunks of 100 from a shared counter; threads share the
// items. counter_grab, pool_grab: an item is one chunk; all threads take from one counter, as ranks of a node do.

#include <benchmark/benchmark.h>

#include "comm/node_pool.hpp"
#include "comm/shared_counter.hpp"
#include "models/catalogue.hpp"
#include "workloads/catalogue.hpp"

namespace sweep {
namespace {

constexpr std::int64_t tasks = 100'000;
constexpr std::uint64_t endless = std::uint64_t{1} << 62U;

class CounterDispenser final : public Dispenser {
 public:
  void reset() { counter_.reset(tasks); }
  Chunk next(std::size_t /*worker*/) override { return counter_.take({.smallest = 100}); }

 private:
  SharedCounter counter_;
};

void task_overhead(benchmark::State& state, const ModelDescriptor& descriptor) {
  Values values = values_of(find_workload("empty")->parameters, {});
  values.set("tasks", tasks);
  const auto workload = find_workload("empty")->make(
      {.seed = 1, .instruction_set = best_instruction_set(), .values = values, .settings = {}});
  const auto model = descriptor.make(values_of(descriptor.parameters, {}), loop_times());
  CounterDispenser dispenser;
  for (auto _ : state) {
    state.PauseTiming();
    dispenser.reset();
    model->prepare(*workload, Keep::digest);
    state.ResumeTiming();
    const RankReport report = model->run(*workload, dispenser, Keep::digest);
    if (report.tally.count() != static_cast<std::uint64_t>(tasks)) {
      state.SkipWithError("lost a task");
      return;
    }
  }
  state.SetItemsProcessed(state.iterations() * tasks);
}

void counter_grab(benchmark::State& state) {
  static SharedCounter counter;
  if (state.thread_index() == 0) {
    counter.reset(endless);
  }
  for (auto _ : state) {
    benchmark::DoNotOptimize(counter.take({.smallest = 1}));
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(counter_grab)->Threads(1)->Threads(2)->UseRealTime();

void pool_grab(benchmark::State& state) {
  static NodePool pool;
  if (state.thread_index() == 0) {
    pool.reset();
    pool.put({0, endless});
  }
  for (auto _ : state) {
    benchmark::DoNotOptimize(pool.take({.smallest = 1}));
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(pool_grab)->Threads(1)->Threads(2)->UseRealTime();

const bool registered = [] {
  for (const ModelDescriptor& model : models()) {
    benchmark::RegisterBenchmark(("task_overhead/" + model.name).c_str(), task_overhead, model)->UseRealTime();
  }
  return true;
}();

} // namespace
} // namespace sweep
