// Steps a second of the kernel `first_passage` on each instruction set, beside the same walks written down plainly.
// Checked, then timed. An item is a step; a call is one segment of 4,096 walks between barriers 64 steps away.
//
// The limit of a Zen 5 core, which starts four vector operations a cycle: 80 a block of eight walks' eight steps (55 of
// Philox, 2 to join words, 14 for the positions, 4 to carry them on, 5 to see whether a walk has ended), 20 cycles, or
// 0.31 cycles a step; the 26 of them that are multiplications, shifts or comparisons, two a cycle, take 13.
//
// Measured on two cores of a Zen 5 virtual machine: 9.9 G steps/s with AVX-512 (0.38 cycles a step, 83 % of the limit),
// 3.55 with AVX2, 0.43 portable, 0.15 plainly.

#include <benchmark/benchmark.h>

#include <array>

#include "../workloads/kernels/plain_walk.hpp"
#include "workloads/kernels/catalogue.hpp"

namespace sweep {
namespace {

constexpr std::array<double, 5> setting{1, 0, 64, 0.5, 4}; // place, tail, distance, drift, horizon
constexpr Stream stream{1, 2};
constexpr std::uint64_t walks = 4096;

std::array<std::uint64_t, 4> plainly() {
  return test::walk_plainly(stream, 33'024, 64, 16'384, 0, walks); // 2^15 (1 + 0.5 / 64) up, at most 4 · 64² steps
}

void plain(benchmark::State& state) {
  std::uint64_t steps = 0;
  for (auto _ : state) {
    steps += plainly()[2];
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(steps));
}

void first_passage(benchmark::State& state, InstructionSet set) {
  if (!supported(set)) {
    state.SkipWithError("not supported by this processor");
    return;
  }
  const auto kernel = find_kernel("first_passage")->make({.instruction_set = set});
  std::array<std::uint64_t, 5> words{};
  kernel->accumulate(stream, setting.data(), 0, walks, words);
  if (const auto expected = plainly(); !std::equal(expected.begin(), expected.end(), words.begin())) {
    state.SkipWithError("does not find what plain walks find");
    return;
  }
  words[2] = 0;
  for (auto _ : state) {
    kernel->accumulate(stream, setting.data(), 0, walks, words);
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(words[2]));
}

BENCHMARK(plain)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(first_passage, portable, InstructionSet::portable)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(first_passage, avx2, InstructionSet::avx2)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(first_passage, avx512, InstructionSet::avx512)->Unit(benchmark::kMillisecond);

} // namespace
} // namespace sweep
