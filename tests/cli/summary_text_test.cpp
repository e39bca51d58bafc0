#include "cli/summary_text.hpp"

#include <gtest/gtest.h>

#include "results/summary.hpp"

namespace sweep {
namespace {

/// A case that so many launches measured seven times each, the first in 1.01 to 1.03 s and each of the others in 0.1 s
/// more than the one before.
Result measured(std::int64_t launches) {
  Result result;
  result.cases.resize(1);
  result.cases[0].tasks = 1;
  result.launches.resize(static_cast<std::size_t>(launches));
  for (std::int64_t repetition = 0; repetition < 7 * launches; ++repetition) {
    Sample sample;
    sample.repetition = repetition;
    sample.launch = repetition / 7;
    sample.wall_s = 1.01 + 0.01 * static_cast<double>(repetition % 3) + 0.1 * static_cast<double>(sample.launch);
    sample.tasks = 1;
    result.samples.push_back(sample);
  }
  return result;
}

/// The last case's.
std::vector<std::string> cells(const Result& result) {
  const Table summary = summary_table(result);
  return measured_cells(result.cases.back(), summary, summary.rows() - 1, result.launches.size());
}

/// The second case is as the first, but for its times, which are half as long.
Result compared(std::int64_t launches) {
  Result result = measured(launches);
  result.cases[0].base = 0;
  result.cases.push_back(result.cases[0]);
  result.cases[1].index = 1;
  for (Sample sample : std::vector<Sample>(result.samples)) {
    sample.case_index = 1;
    sample.wall_s /= 2;
    result.samples.push_back(sample);
  }
  return result;
}

TEST(MeasuredCells, SayThatAnIntervalHoldsInThisLaunch) {
  EXPECT_EQ(measured_titles().size(), cells(measured(1)).size());
  EXPECT_EQ(cells(measured(1)),
            (std::vector<std::string>{"1.02 s", "1.01 s … 1.03 s", "in this launch", "–", "–", "7 so far"}));
}

TEST(MeasuredCells, TellTheSpreadOfMediansOfAFewLaunches) {
  const std::vector<std::string> found = cells(measured(3));
  EXPECT_EQ(found[0], "1.12 s");
  EXPECT_EQ(found[1], "1.11 s … 1.13 s");
  EXPECT_EQ(found[2], "3 launches: medians 1.02 s … 1.22 s");
  EXPECT_EQ(found[5], "21 so far");
}

TEST(MeasuredCells, Say95PercentOfSixLaunchesAndMoreOnly) {
  EXPECT_EQ(cells(measured(8))[1], "1.02 s … 1.72 s");
  EXPECT_EQ(cells(measured(8))[2], "95 % over 8 launches");
  for (const std::int64_t launches : {1, 2, 5}) {
    for (const std::string& cell : cells(measured(launches))) {
      EXPECT_EQ(cell.find("95 %"), std::string::npos) << cell;
    }
  }
}

TEST(MeasuredCells, SayWhereItIsOneLaunchOfSeveralOrPartsOfThem) {
  Result result = measured(2);
  result.samples.resize(9);
  EXPECT_EQ(cells(result)[2], "in one launch");
  result.campaign.min_repetitions = 8;
  EXPECT_EQ(cells(result)[2], "in parts of launches");
}

TEST(MeasuredCells, SayThatFewRepetitionsGiveNoInterval) {
  Result result = measured(1);
  result.samples.resize(5);
  EXPECT_EQ(cells(result)[2], "least … greatest in this launch");
}

TEST(MeasuredCells, TellTheIntervalOfASpeedUpWhereThereIsOne) {
  EXPECT_EQ(cells(compared(1))[3], "2.00 (1.96 … 2.04)");
  EXPECT_EQ(cells(compared(7))[3], "2.00") << "in every launch";
  Result other = compared(2);
  std::erase_if(other.samples, [](const Sample& sample) { return sample.case_index == 0 && sample.launch == 1; });
  EXPECT_EQ(cells(other)[3], "2.00 (1.96 … 2.04) in 1 launch");
  std::erase_if(other.samples, [](const Sample& sample) { return sample.case_index == 1 && sample.launch == 0; });
  EXPECT_EQ(cells(other)[3], "1.82 between launches");
}

TEST(MeasuredCells, TellTheStateOfACaseWithoutTimes) {
  CaseRecord record;
  EXPECT_EQ(measured_cells(record, {}, std::nullopt, 1), std::vector<std::string>{"not run"});
  record.status = CaseStatus::failed;
  EXPECT_EQ(measured_cells(record, {}, std::nullopt, 1), std::vector<std::string>{"failed"});
}

} // namespace
} // namespace sweep
