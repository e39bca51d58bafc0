// What writing a result costs. write_result: an item is a row of /samples, of 4,096 ranks a repetition; `memory` is the
// most memory that writing needs beside the result, over that of the rows. journal_repetition: an item is one
// repetition of so many ranks, from the addition to the kernel.

#include <benchmark/benchmark.h>

#include <filesystem>

#include "core/process.hpp"
#include "results/journal.hpp"
#include "results/writer.hpp"

namespace sweep {
namespace {

namespace fs = std::filesystem;

/// As the one case of `cases` has them: `repetitions` of `ranks` each.
Result with_samples(std::int64_t cases, std::int64_t repetitions, std::int64_t ranks) {
  Result result;
  result.identity = random_identity();
  result.launches = {{.launch = 0}};
  for (std::int64_t index = 0; index < cases; ++index) {
    CaseRecord& record = result.cases.emplace_back();
    record.index = index;
    record.base = index;
    record.ranks = ranks;
    record.tasks = ranks;
    result.samples.reserve(static_cast<std::size_t>(cases * repetitions * ranks));
    for (std::int64_t repetition = 0; repetition < repetitions; ++repetition) {
      for (std::int64_t rank = 0; rank < ranks; ++rank) {
        result.samples.push_back({.case_index = index,
                                  .repetition = repetition,
                                  .rank = rank,
                                  .wall_s = 1 + 1e-9 * double(rank),
                                  .tasks = 1});
      }
    }
  }
  return result;
}

fs::path scratch() {
  return fs::temp_directory_path() / ("sweep-result-bench-" + random_identity() + ".h5");
}

void write_result(benchmark::State& state) {
  constexpr std::int64_t ranks = 4096;
  const Result result = with_samples(state.range(0), 50, ranks);
  const fs::path path = scratch();
  double most = 0;
  for (auto _ : state) {
    const std::int64_t before = resident_bytes();
    reset_peak_resident_bytes();
    write(result, path);
    most = std::max(most, static_cast<double>(peak_resident_bytes() - before));
  }
  fs::remove(path);
  state.SetItemsProcessed(state.iterations() * std::ssize(result.samples));
  state.counters["memory"] = most / static_cast<double>(result.samples.size() * sizeof(Sample));
}
BENCHMARK(write_result)->Arg(1)->Arg(5)->Unit(benchmark::kMillisecond);

void journal_repetition(benchmark::State& state) {
  Addition repetition{.ends = true};
  repetition.news.samples = with_samples(1, 1, state.range(0)).samples;
  const fs::path path = scratch();
  Journal journal(path, random_identity(), 1);
  for (auto _ : state) {
    journal.append(encode(repetition));
  }
  Journal::remove(path);
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(journal_repetition)->Arg(1)->Arg(8)->Arg(4096)->Unit(benchmark::kMicrosecond);

} // namespace
} // namespace sweep
