// How many tasks of 10,000 ranks on 125 nodes the event model hands out a second, one by one.

#include <benchmark/benchmark.h>

#include "simulation/simulated_run.hpp"

namespace sweep {
namespace {

void hand_out(benchmark::State& state) {
  const SimulatedCase simulated{.ranks_on = std::vector<std::int64_t>(125, 80),
                                .tasks = 2'000'000,
                                .lengths = {.mean = 100'000, .uneven = state.range(0) != 0}};
  for (auto _ : state) {
    benchmark::DoNotOptimize(simulate(simulated));
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(simulated.tasks));
}
BENCHMARK(hand_out)->ArgName("uneven")->Arg(0)->Arg(1)->Unit(benchmark::kMillisecond);

} // namespace
} // namespace sweep
