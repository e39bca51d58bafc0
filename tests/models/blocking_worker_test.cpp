#include "models/blocking_worker.hpp"

#include <gtest/gtest.h>

#include <array>
#include <stdexcept>

#include "any_model.hpp"

namespace sweep {
namespace {

RankReport report_of(std::uint64_t task, Seconds wait, Seconds lock, Seconds dispatch) {
  RankReport report{.tally = Tally(1, Keep::rows), .wait = wait, .lock = lock, .dispatch = dispatch};
  report.tally.record(task, std::array{10 * task});
  return report;
}

TEST(Merge, AddsTalliesInTheOrderOfWorkersAndTakesMeansOfTimes) {
  std::array reports{report_of(4, 1, 8, 0.25), report_of(2, 3, 0, 0.75)};
  const RankReport merged = merge(reports);
  EXPECT_EQ(merged.tally.tasks(), (std::vector<std::uint64_t>{4, 2}));
  EXPECT_EQ(merged.tally.words(), (std::vector<std::uint64_t>{40, 20}));
  EXPECT_EQ(merged.wait, 2);
  EXPECT_EQ(merged.lock, 4);
  EXPECT_EQ(merged.dispatch, 0.5);
  EXPECT_EQ(merged.failure, nullptr);
}

TEST(Merge, LeavesTheReportOfAnOnlyWorkerAsItIs) {
  std::array reports{report_of(4, 1, 8, 0.25)};
  const RankReport merged = merge(reports);
  EXPECT_EQ(merged.tally.count(), 1);
  EXPECT_EQ(merged.wait, 1);
  EXPECT_EQ(merged.lock, 8);
  EXPECT_EQ(merged.dispatch, 0.25);
}

TEST(Merge, KeepsTheFirstFailure) {
  std::array reports{report_of(0, 0, 0, 0), report_of(1, 0, 0, 0), report_of(2, 0, 0, 0)};
  reports[1].failure = std::make_exception_ptr(std::runtime_error("first"));
  reports[2].failure = std::make_exception_ptr(std::runtime_error("second"));
  const RankReport merged = merge(reports);
  ASSERT_NE(merged.failure, nullptr);
  EXPECT_EQ(text_of(merged.failure), "first");
}

} // namespace
} // namespace sweep
