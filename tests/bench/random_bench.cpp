// Points a second of each instruction set's loops beside Random123 and the standard library. Checked, then timed.
//
// An item is a point (two coordinates, one hit test) or a double. One call is one segment, as the Monte Carlo workload
// calls it (65,536 draws), or a short one. All data stay in the first-level cache.

#include <benchmark/benchmark.h>

#include <string>
#include <vector>

#include "random/normals.hpp"
#include "random/vector_kernels.hpp"
#include "random_rivals.hpp"

namespace sweep {
namespace {

constexpr Stream stream = {1, 2};
constexpr std::size_t doubles_a_call = 2'048;

bool skip_unsupported(benchmark::State& state, InstructionSet set) {
  if (!supported(set)) {
    state.SkipWithError("not supported by this processor");
  }
  return !supported(set);
}

void count_in_circle(benchmark::State& state, InstructionSet set) {
  if (skip_unsupported(state, set)) {
    return;
  }
  const VectorKernels& kernels = vector_kernels(set);
  const auto draws = static_cast<std::uint64_t>(state.range(0));
  const std::uint64_t squared_radius = squared_radius_threshold(1.0);
  if (kernels.count_in_circle(stream, 0, draws, squared_radius) !=
      plain_rivals.random123_count(stream.seed, stream.setting, 0, draws / 2)) {
    state.SkipWithError("does not count what Random123 counts");
    return;
  }
  std::uint64_t first = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(kernels.count_in_circle(stream, first, draws, squared_radius));
    first += draws;
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

void random123(benchmark::State& state, const RandomRivals& rivals) {
  const auto blocks = static_cast<std::uint64_t>(state.range(0)) / 2;
  std::uint64_t first = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(rivals.random123_count(stream.seed, stream.setting, first, blocks));
    first += blocks;
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

void mt19937_64(benchmark::State& state, const RandomRivals& rivals) {
  std::mt19937_64 engine(stream.seed);
  for (auto _ : state) {
    benchmark::DoNotOptimize(rivals.mersenne_count(engine, static_cast<std::uint64_t>(state.range(0))));
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

void fill_doubles(benchmark::State& state, InstructionSet set) {
  if (skip_unsupported(state, set)) {
    return;
  }
  const VectorKernels& kernels = vector_kernels(set);
  std::vector<double> doubles(doubles_a_call);
  std::uint64_t first = 0;
  for (auto _ : state) {
    kernels.fill_doubles(stream, first, doubles);
    benchmark::ClobberMemory();
    first += doubles.size();
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(doubles_a_call));
}

void mt19937_64_doubles(benchmark::State& state, const RandomRivals& rivals) {
  std::mt19937_64 engine(stream.seed);
  std::vector<double> doubles(doubles_a_call);
  for (auto _ : state) {
    rivals.mersenne_doubles(engine, doubles);
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(doubles_a_call));
}

void normals(benchmark::State& state, InstructionSet set) {
  if (skip_unsupported(state, set)) {
    return;
  }
  std::vector<double> some(doubles_a_call);
  std::uint64_t first = 0;
  for (auto _ : state) {
    fill_normals(set, stream, first, some);
    benchmark::ClobberMemory();
    first += some.size();
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(doubles_a_call));
}

using FillNormals = void (*RandomRivals::*)(std::mt19937_64& engine, std::span<double> normals);

void rival_normals(benchmark::State& state, const RandomRivals& rivals, FillNormals fill) {
  std::mt19937_64 engine(stream.seed);
  std::vector<double> some(doubles_a_call);
  for (auto _ : state) {
    (rivals.*fill)(engine, some);
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(doubles_a_call));
}

BENCHMARK_CAPTURE(count_in_circle, portable, InstructionSet::portable)->Arg(65'536);
BENCHMARK_CAPTURE(count_in_circle, avx2, InstructionSet::avx2)->Arg(1'000)->Arg(65'536);
BENCHMARK_CAPTURE(count_in_circle, avx512, InstructionSet::avx512)->Arg(1'000)->Arg(10'000)->Arg(65'536);
BENCHMARK_CAPTURE(random123, plain, plain_rivals)->Arg(65'536);
BENCHMARK_CAPTURE(random123, native, native_rivals)->Arg(65'536);
BENCHMARK_CAPTURE(mt19937_64, plain, plain_rivals)->Arg(65'536);
BENCHMARK_CAPTURE(mt19937_64, native, native_rivals)->Arg(65'536);

BENCHMARK_CAPTURE(fill_doubles, portable, InstructionSet::portable);
BENCHMARK_CAPTURE(fill_doubles, avx2, InstructionSet::avx2);
BENCHMARK_CAPTURE(fill_doubles, avx512, InstructionSet::avx512);
BENCHMARK_CAPTURE(mt19937_64_doubles, plain, plain_rivals);
BENCHMARK_CAPTURE(mt19937_64_doubles, native, native_rivals);

BENCHMARK_CAPTURE(normals, portable, InstructionSet::portable);
BENCHMARK_CAPTURE(normals, avx2, InstructionSet::avx2);
BENCHMARK_CAPTURE(normals, avx512, InstructionSet::avx512);
BENCHMARK_CAPTURE(rival_normals, standard_plain, plain_rivals, &RandomRivals::standard_normals);
BENCHMARK_CAPTURE(rival_normals, standard_native, native_rivals, &RandomRivals::standard_normals);
BENCHMARK_CAPTURE(rival_normals, boost_plain, plain_rivals, &RandomRivals::boost_normals);
BENCHMARK_CAPTURE(rival_normals, boost_native, native_rivals, &RandomRivals::boost_normals);

} // namespace
} // namespace sweep
