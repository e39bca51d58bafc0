// write_example_result FILE.h5 [launches]: writes the example, for result_file_in_python.py, or a result of many cases
// that different launches measured, for summary_in_python.py.

#include <random>
#include <string_view>

#include "example_result.hpp"
#include "results/writer.hpp"

namespace sweep {
namespace {

constexpr std::int64_t most_launches = 9;

/// So many repetitions of a case in each launch: mostly enough for the launch to count, else few or none.
std::vector<std::int64_t> repetitions_by_launch(std::mt19937_64& random) {
  std::vector<std::int64_t> counts(most_launches);
  const auto launches = random() % (most_launches + 1);
  for (std::size_t launch = 0; launch < launches; ++launch) {
    counts[launch] = static_cast<std::int64_t>(random() % 4 == 0 ? random() % 6 : 6 + random() % 7);
  }
  return counts;
}

void measure(Result& result, const CaseRecord& record, std::mt19937_64& random) {
  std::lognormal_distribution<double> noise(0, 0.3);
  const bool leaves_out = random() % 10 == 0;
  std::int64_t repetition = 0;
  std::int64_t launch = 0;
  for (const std::int64_t count : repetitions_by_launch(random)) {
    const double speed = noise(random);
    for (const std::int64_t end = repetition + count; repetition < end; ++repetition) {
      for (std::int64_t rank = 0; rank < record.ranks; ++rank) {
        Sample& sample =
            result.samples.emplace_back(test::example_sample(record.index, repetition, rank, speed * noise(random)));
        sample.launch = launch;
        sample.tasks = record.tasks / record.ranks - (leaves_out && repetition == 3 ? 1 : 0);
      }
    }
    ++launch;
  }
}

Result of_launches() {
  Result result = test::example_result();
  std::mt19937_64 random(16);
  const CaseRecord example = result.cases.front();
  result.cases.clear();
  result.samples.clear();
  result.locks.clear();
  result.measures.clear();
  result.traces.clear();
  result.latencies.clear();
  result.launches.assign(most_launches, result.launches.front());
  for (std::int64_t launch = 0; launch < most_launches; ++launch) {
    result.launches[static_cast<std::size_t>(launch)].launch = launch;
  }
  for (std::int64_t index = 0; index < 400; ++index) {
    CaseRecord& record = result.cases.emplace_back(example);
    record.index = index;
    record.base = index % 20 == 19 ? -1 : index - index % 5;
    record.ranks = 1 + static_cast<std::int64_t>(random() % 3);
    record.tasks = 12 * (1 + index % 2);
    measure(result, record, random);
  }
  return result;
}

} // namespace
} // namespace sweep

int main(int count, char** arguments) {
  const bool launches = count == 3 && std::string_view(arguments[2]) == "launches";
  if (count != 2 && !launches) {
    return 2;
  }
  sweep::write(launches ? sweep::of_launches() : sweep::test::example_result(), arguments[1]);
  return 0;
}
