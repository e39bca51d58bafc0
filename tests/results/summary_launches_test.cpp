// What /summary says of cases that several launches measured.

#include <gtest/gtest.h>

#include <cmath>

#include "example_result.hpp"
#include "results/summary.hpp"

namespace sweep {
namespace {

/// The times of a case, launch by launch; a launch that did not measure it is empty.
using Launches = std::vector<std::vector<double>>;

/// Cases of one task on one rank, the first of which is the base of all.
Result measured(const std::vector<Launches>& cases, std::int64_t min_repetitions = 3) {
  Result result;
  result.campaign.min_repetitions = min_repetitions;
  result.cases.resize(cases.size());
  for (std::size_t index = 0; index < cases.size(); ++index) {
    result.cases[index].base = 0;
    result.cases[index].tasks = 1;
    std::int64_t repetition = 0;
    for (std::size_t launch = 0; launch < cases[index].size(); ++launch) {
      for (const double time : cases[index][launch]) {
        Sample sample = test::example_sample(static_cast<std::int64_t>(index), repetition++, 0, time);
        sample.launch = static_cast<std::int64_t>(launch);
        sample.tasks = 1;
        result.samples.push_back(sample);
      }
    }
  }
  return result;
}

/// Seven times of which this is the median, and of whose median the interval is from 2 less to 3 more.
std::vector<double> around(double median) {
  return {median - 2, median + 3, median, median, median, median, median};
}

void expect_interval(const Interval& interval, double low, double high) {
  EXPECT_DOUBLE_EQ(interval.low, low);
  EXPECT_DOUBLE_EQ(interval.high, high);
}

TEST(SummaryOfLaunches, OfOneIsThatOfItsRepetitionsHoweverFew) {
  for (const Launches& launches : {Launches{{8, 9, 13}}, Launches{{}, {8, 9, 13}}}) {
    const CaseSummary row = summarise_cases(measured({launches}, 6))[0];
    EXPECT_EQ(row.holds_for, "one launch");
    EXPECT_EQ(row.launches, 1);
    EXPECT_EQ(row.median_s, 9);
    expect_interval(row.interval_s, 8, 13);
    expect_interval(row.launch_medians_s, 9, 9);
  }
}

TEST(SummaryOfLaunches, OfAFewIsTheMedianOfTheirsAndTheIntervalOfATypicalOne) {
  const CaseSummary row = summarise_cases(measured({{around(10), around(30), around(12), around(13)}}))[0];
  EXPECT_EQ(row.holds_for, "each launch");
  EXPECT_EQ(row.launches, 4);
  EXPECT_EQ(row.median_s, 12.5);
  expect_interval(row.interval_s, 10.5, 15.5);
  expect_interval(row.launch_medians_s, 10, 30);
  EXPECT_EQ(row.repetitions, 28);
  EXPECT_EQ(row.times.max, 33) << "of all repetitions";
}

TEST(SummaryOfLaunches, OfSixIsAnIntervalOfTheMedianOverThem) {
  Launches launches{around(10), around(11), around(12), around(13), around(14)};
  EXPECT_EQ(summarise_cases(measured({launches}))[0].holds_for, "each launch");
  launches.push_back(around(30));
  const CaseSummary row = summarise_cases(measured({launches}))[0];
  EXPECT_EQ(row.holds_for, "launches");
  EXPECT_EQ(row.median_s, 12.5);
  expect_interval(row.interval_s, 10, 30);
  launches.insert(launches.end(), {around(15), around(16), around(1)});
  expect_interval(summarise_cases(measured({launches}))[0].interval_s, 10, 16); // of nine the second and the eighth
}

TEST(SummaryOfLaunches, LeavesThoseOutThatMeasuredTooLittle) {
  const CaseSummary row = summarise_cases(measured({{{1, 1}, around(10), {50, 50}}}))[0];
  EXPECT_EQ(row.holds_for, "one launch");
  EXPECT_EQ(row.launches, 1);
  EXPECT_EQ(row.median_s, 10);
  expect_interval(row.interval_s, 8, 13);
  EXPECT_EQ(row.repetitions, 11);
}

TEST(SummaryOfLaunches, TakesAllRepetitionsTogetherWhereNoneMeasuredEnough) {
  const CaseSummary row = summarise_cases(measured({{{1, 2, 4}, {3, 7}}}, 4))[0];
  EXPECT_EQ(row.holds_for, "parts of launches");
  EXPECT_EQ(row.launches, 0);
  EXPECT_EQ(row.median_s, 3);
  expect_interval(row.interval_s, 1, 7);
  EXPECT_TRUE(std::isnan(row.launch_medians_s.low));
  EXPECT_EQ(row.speedup, 1) << "of a base over itself";
}

TEST(SummaryOfLaunches, ComparesACaseWithItsBaseWithinALaunch) {
  // The medians over launches are 20 and 8; but the ratios in them are 4, 2 and 5/3.
  const auto rows =
      summarise_cases(measured({{around(40), around(16), around(20)}, {around(10), around(8), around(12)}}));
  EXPECT_EQ(rows[1].speedup, 2);
  EXPECT_EQ(rows[1].efficiency, 2);
  EXPECT_EQ(rows[1].speedup_launches, 3);
  // The medians of the ends, which are in the first launch (38, 43) / (8, 13).
  expect_interval(rows[1].speedup_interval, 14.0 / 11, 19.0 / 6);
  expect_interval(rows[0].speedup_interval, 1, 1);
}

TEST(SummaryOfLaunches, GivesTheIntervalOfASpeedUpOverSixByTheirRatios) {
  Launches base;
  Launches own;
  for (const double ratio : {1.5, 3.0, 2.0, 2.5, 1.0, 4.0}) {
    base.push_back(around(100 * ratio));
    own.push_back(around(100));
  }
  const CaseSummary row = summarise_cases(measured({base, own}))[1];
  EXPECT_DOUBLE_EQ(row.speedup, 2.25);
  expect_interval(row.speedup_interval, 1, 4);
  EXPECT_EQ(row.speedup_launches, 6);
}

TEST(SummaryOfLaunches, ComparesOnlyWhereBothWereMeasured) {
  const CaseSummary row =
      summarise_cases(measured({{around(40), {}, around(60)}, {around(10), around(1), around(20)}}))[1];
  EXPECT_EQ(row.launches, 3);
  EXPECT_EQ(row.speedup_launches, 2);
  EXPECT_EQ(row.speedup, 3.5);
}

TEST(SummaryOfLaunches, GivesNoIntervalOfASpeedUpBetweenLaunches) {
  const CaseSummary row = summarise_cases(measured({{around(40)}, {{}, around(20)}}))[1];
  EXPECT_EQ(row.speedup, 2);
  EXPECT_EQ(row.speedup_launches, 0);
  EXPECT_TRUE(std::isnan(row.speedup_interval.low) && std::isnan(row.speedup_interval.high));
}

TEST(SummaryOfLaunches, GivesNoIntervalOfASpeedUpWhereALaunchHasNone) {
  const CaseSummary row = summarise_cases(measured({{around(40), {40, 41, 42}}, {around(10), around(20)}}))[1];
  EXPECT_EQ(row.speedup_launches, 2);
  EXPECT_TRUE(std::isnan(row.speedup_interval.low) && std::isnan(row.speedup_interval.high));
}

} // namespace
} // namespace sweep
