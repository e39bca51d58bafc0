// The pattern of `parallel_io`'s files: making and comparing it must not limit a file system of 10 GB/s. In a buffer of
// one transfer, which stays in cache, and in one that does not.

#include <cstddef>
#include <cstdint>
#include <span>

#include <benchmark/benchmark.h>

#include "io/files/aligned_buffer.hpp"
#include "workloads/files/data_pattern.hpp"

namespace sweep {
namespace {

/// What a buffer is given by `make`, for one offset after the other.
template <void (DataPattern::*make)(std::uint64_t, std::span<std::byte>) const>
void make_pattern(benchmark::State& state) {
  const DataPattern pattern(1, 0, DataPattern::page);
  AlignedBuffer buffer;
  const auto bytes = buffer.bytes(static_cast<std::size_t>(state.range(0)));
  std::uint64_t offset = 0;
  for (auto _ : state) {
    (pattern.*make)(offset, bytes);
    benchmark::DoNotOptimize(bytes.data());
    benchmark::ClobberMemory();
    offset += bytes.size();
  }
  state.SetBytesProcessed(state.iterations() * state.range(0));
}

void compare(benchmark::State& state) {
  const DataPattern pattern(1, 0, DataPattern::page);
  AlignedBuffer buffer;
  const auto bytes = buffer.bytes(static_cast<std::size_t>(state.range(0)));
  pattern.fill(0, bytes);
  for (auto _ : state) {
    benchmark::DoNotOptimize(pattern.mismatch(0, bytes));
    benchmark::ClobberMemory();
  }
  state.SetBytesProcessed(state.iterations() * state.range(0));
}

BENCHMARK(make_pattern<&DataPattern::fill>)->Name("make the pattern")->Arg(1 << 12)->Arg(1 << 20)->Arg(64 << 20);
BENCHMARK(make_pattern<&DataPattern::set_marks>)->Name("set the marks")->Arg(1 << 12)->Arg(1 << 20)->Arg(64 << 20);
BENCHMARK(compare)->Name("compare with the pattern")->Arg(1 << 12)->Arg(1 << 20)->Arg(64 << 20);

} // namespace
} // namespace sweep
