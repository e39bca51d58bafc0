// Draws a second of kernels, on each instruction set, beside their plain forms. Checked, then timed.

#include <benchmark/benchmark.h>

#include <array>
#include <cmath>

#include "kernel_rivals.hpp"
#include "workloads/kernels/catalogue.hpp"

namespace sweep {
namespace {

constexpr std::uint64_t ep_pairs = 65'536;

bool skip_unsupported(benchmark::State& state, InstructionSet set) {
  if (!supported(set)) {
    state.SkipWithError("not supported by this processor");
  }
  return !supported(set);
}

/// An item is a random number, as an operation of NPB: Mop/s are items a second.
void ep(benchmark::State& state, InstructionSet set) {
  if (skip_unsupported(state, set)) {
    return;
  }
  const std::unique_ptr<const Kernel> kernel = find_kernel("ep")->make({set, ep_pairs});
  double batch = 0;
  std::array<std::uint64_t, 12> words{};
  std::array<double, 12> values{};
  kernel->accumulate({}, &batch, 0, ep_pairs, words);
  kernel->more(words, &batch, ep_pairs, values);
  if (std::abs(values[0] - plain_kernel_rivals.ep(0)) > 1e-9) {
    state.SkipWithError("does not find what NPB's form finds");
    return;
  }
  for (auto _ : state) {
    kernel->accumulate({}, &batch, 0, ep_pairs, words);
    benchmark::DoNotOptimize(words);
    batch += 1;
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(2 * ep_pairs));
}

void npb_ep(benchmark::State& state, const KernelRivals& rivals) {
  std::uint64_t batch = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(rivals.ep(batch++));
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(2 * ep_pairs));
}

constexpr std::array<double, 6> option{100, 100, 0.05, 0.2, 1, 16}; // strike, spot, rate, volatility, maturity, steps
constexpr std::uint64_t option_paths = 1024;

/// An item is a step of a path.
void asian(benchmark::State& state, InstructionSet set) {
  if (skip_unsupported(state, set)) {
    return;
  }
  const std::unique_ptr<const Kernel> kernel = find_kernel("asian")->make({set, option_paths});
  std::array<std::uint64_t, 5> words{};
  kernel->accumulate({1, 0}, option.data(), 0, option_paths, words);
  const double found = kernel->estimate(words, option.data(), option_paths).mean;
  if (std::abs(found - plain_kernel_rivals.asian(option, 100 * option_paths, 1)) > 0.1) { // 4 standard errors
    state.SkipWithError("does not find what the plain form finds");
    return;
  }
  std::uint64_t setting = 0;
  for (auto _ : state) {
    kernel->accumulate({1, setting++}, option.data(), 0, option_paths, words);
    benchmark::DoNotOptimize(words);
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(16 * option_paths));
}

void plain_asian(benchmark::State& state, const KernelRivals& rivals) {
  std::uint64_t seed = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(rivals.asian(option, option_paths, seed++));
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(16 * option_paths));
}

BENCHMARK_CAPTURE(ep, portable, InstructionSet::portable);
BENCHMARK_CAPTURE(ep, avx2, InstructionSet::avx2);
BENCHMARK_CAPTURE(ep, avx512, InstructionSet::avx512);
BENCHMARK_CAPTURE(npb_ep, plain, plain_kernel_rivals);
BENCHMARK_CAPTURE(npb_ep, native, native_kernel_rivals);
BENCHMARK_CAPTURE(asian, portable, InstructionSet::portable);
BENCHMARK_CAPTURE(asian, avx2, InstructionSet::avx2);
BENCHMARK_CAPTURE(asian, avx512, InstructionSet::avx512);
BENCHMARK_CAPTURE(plain_asian, plain, plain_kernel_rivals);
BENCHMARK_CAPTURE(plain_asian, native, native_kernel_rivals);

} // namespace
} // namespace sweep
