// Spins a second that the kernel `ising` offers to flip, on each instruction set, beside the same lattice written down
// plainly with a random number of 32 bits a spin. Checked, then timed. Beside it a copy of memory in the same run.
//
// The limit of a Zen 5 core, which starts four vector operations a cycle: some 400 a unit of 512 spins (330 of Philox,
// 12 to join words, 38 to compare bits, 20 to flip), 100 cycles, or 0.20 cycles a spin; broken bonds are counted of
// every other unit, by 30 more. A spin needs 3/8 byte of memory: its bit is read and written, and a bit of the other
// colour read, which serves as two or more of its neighbours while they stay in the cache.
//
// Measured on two cores of a Zen 5 virtual machine: 14.5 to 15.2 G spins/s with AVX-512 (0.25 cycles a spin), 5.2 with
// AVX2, 1.0 portable, 0.158 plainly. At size 8192 that is 5.3 GB/s of the 31 GB/s that a copy moves: a sixth, since
// random numbers are what takes the time.

#include <benchmark/benchmark.h>

#include <cstring>
#include <vector>

#include "../workloads/kernels/plain_ising.hpp"
#include "workloads/kernels/ising/chain.hpp"

namespace sweep {
namespace {

constexpr Stream stream{1, 2};
constexpr double temperature = 2.5;

void plain(benchmark::State& state) {
  const auto size = static_cast<std::size_t>(state.range(0));
  test::PlainIsing lattice(size, temperature);
  philox::Block words{};
  std::uint64_t number = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(lattice.sweep([&](std::size_t, std::size_t, std::size_t) {
      if (number % 4 == 0) {
        words = block(stream, number / 4);
      }
      return std::uint64_t{words[number++ % 4]} << 32;
    }));
  }
  state.SetItemsProcessed(state.iterations() * state.range(0) * state.range(0));
}

bool sweeps_as_plainly(InstructionSet set) {
  IsingChain chain(stream, 128, temperature, set);
  test::PlainIsing lattice(128, temperature);
  const test::IsingNumbers numbers(stream, 128);
  const std::uint64_t broken = lattice.sweep(
      [&](std::size_t row, std::size_t column, std::size_t colour) { return numbers.at(0, row, column, colour); });
  return chain.sweep(0) == broken;
}

void ising(benchmark::State& state, InstructionSet set) {
  if (!supported(set) || !sweeps_as_plainly(set)) {
    state.SkipWithError(supported(set) ? "does not sweep as plain lattices do" : "not supported by this processor");
    return;
  }
  IsingChain chain(stream, static_cast<std::size_t>(state.range(0)), temperature, set);
  std::uint64_t sweep = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(chain.sweep(sweep++));
  }
  state.SetItemsProcessed(state.iterations() * state.range(0) * state.range(0));
  state.SetBytesProcessed(state.iterations() * state.range(0) * state.range(0) * 3 / 8);
}

/// Bytes are counted as those that are read and those that are written.
void copy(benchmark::State& state) {
  std::vector<char> from(static_cast<std::size_t>(state.range(0)), 1);
  std::vector<char> to(from.size());
  for (auto _ : state) {
    std::memcpy(to.data(), from.data(), from.size());
    benchmark::ClobberMemory();
  }
  state.SetBytesProcessed(state.iterations() * 2 * state.range(0));
}

BENCHMARK(plain)->Arg(128)->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(ising, portable, InstructionSet::portable)->Arg(128)->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(ising, avx2, InstructionSet::avx2)->Arg(128)->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(ising, avx512, InstructionSet::avx512)->Arg(128)->Arg(512)->Arg(8192)->Unit(benchmark::kMicrosecond);
BENCHMARK(copy)->Arg(8192 * 8192 / 8)->Arg(64 << 20)->Unit(benchmark::kMicrosecond);

} // namespace
} // namespace sweep
