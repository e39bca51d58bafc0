#include "results/repetitions.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <tuple>

#include "results/launch_times.hpp"

namespace sweep {
namespace {

Sample sample(std::int64_t index, std::int64_t launch, std::int64_t repetition, double wall_s) {
  Sample sample;
  sample.case_index = index;
  sample.launch = launch;
  sample.repetition = repetition;
  sample.wall_s = wall_s;
  sample.tasks = 10;
  sample.rss_growth_bytes = 100;
  return sample;
}

/// As measured: two cases, the second on two ranks, take turns; then the second again in another launch.
std::vector<Sample> as_measured() {
  return {sample(1, 0, 0, 3), sample(1, 0, 0, 4), sample(0, 0, 0, 1), sample(0, 0, 1, 2),
          sample(1, 0, 1, 6), sample(1, 0, 1, 5), sample(1, 2, 2, 7), sample(1, 2, 2, 7)};
}

using Row = std::tuple<std::int64_t, std::int64_t, double, std::int64_t>;

std::vector<Row> rows(const RepetitionsByCase& repetitions, std::size_t index) {
  std::vector<Row> rows;
  for (const RepetitionRecord& each : repetitions.of(index)) {
    rows.emplace_back(each.repetition, each.launch, each.seconds, each.tasks);
    EXPECT_EQ(each.rss_growth_bytes, 10 * each.tasks);
  }
  return rows;
}

TEST(RepetitionsByCase, PutsTheRanksOfARepetitionTogether) {
  const RepetitionsByCase repetitions(as_measured(), 3);
  EXPECT_EQ(repetitions.cases(), 3U);
  EXPECT_EQ(rows(repetitions, 0), (std::vector<Row>{{0, 0, 1, 10}, {1, 0, 2, 10}}));
  EXPECT_EQ(rows(repetitions, 1), (std::vector<Row>{{0, 0, 4, 20}, {1, 0, 6, 20}, {2, 2, 7, 20}}));
  EXPECT_TRUE(repetitions.of(2).empty());
}

TEST(RepetitionsByCase, IsTheSameInWhateverOrderTheSamplesStand) {
  const RepetitionsByCase expected(as_measured(), 3);
  std::vector<Sample> samples = as_measured();
  std::ranges::reverse(samples);
  const RepetitionsByCase reversed(samples, 3);
  std::swap(samples[0], samples[5]); // apart from the other rank of its repetition
  const RepetitionsByCase mixed(samples, 3);
  for (const std::size_t index : {0U, 1U, 2U}) {
    EXPECT_EQ(rows(reversed, index), rows(expected, index));
    EXPECT_EQ(rows(mixed, index), rows(expected, index));
  }
}

TEST(RepetitionsByCaseDeathTest, RefusesACaseThatIsNone) {
  EXPECT_DEATH(RepetitionsByCase(as_measured(), 1), "index < cases");
  EXPECT_DEATH(RepetitionsByCase(std::vector{sample(-1, 0, 0, 1)}, 1), "index < cases");
}

TEST(TimesByLaunch, TellsTheTimesOfACaseLaunchByLaunch) {
  const auto times = times_by_launch(as_measured());
  ASSERT_EQ(times.size(), 2U);
  ASSERT_EQ(times.at(0).size(), 1U);
  EXPECT_EQ(times.at(0)[0].seconds, (std::vector<double>{1, 2}));
  ASSERT_EQ(times.at(1).size(), 2U);
  EXPECT_EQ(times.at(1)[0].seconds, (std::vector<double>{4, 6}));
  EXPECT_EQ(times.at(1)[1].launch, 2);
  EXPECT_EQ(times.at(1)[1].seconds, (std::vector<double>{7}));
  EXPECT_TRUE(times_by_launch({}).empty());
}

TEST(LaunchMedians, AreOfLaunchesWithEnoughRepetitionsOnly) {
  const auto times = times_by_launch(as_measured());
  EXPECT_EQ(launch_medians(times.at(1), 1), (std::vector<double>{5, 7}));
  EXPECT_EQ(launch_medians(times.at(1), 2), (std::vector<double>{5}));
  EXPECT_TRUE(launch_medians(times.at(1), 3).empty());
}

} // namespace
} // namespace sweep
