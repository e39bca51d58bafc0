// What a workload measures itself, from its stages to rows of /measures.

#include <gtest/gtest.h>

#include "campaign/collect.hpp"
#include "staged_workload.hpp"

namespace sweep {
namespace {

using test::repeat;
using test::world;

/// The last one only in the second stage.
StageReport measuring(std::size_t stage) {
  StageReport report;
  const double number = 1.0 + static_cast<double>(stage) + 10.0 * world().rank();
  report.measures[0] = number;
  report.measures[1] = -number;
  report.measures[2] = number;
  if (stage == 1) {
    report.measures[3] = number;
  }
  return report;
}

WorkloadDescriptor measuring_workload(const test::StageScript& script) {
  WorkloadDescriptor descriptor = test::staged(6, script);
  descriptor.measures = {{"bytes_moved", "B", "sum", MeasureRule::sum},
                         {"peak", "1", "most", MeasureRule::most},
                         {"left", "1", "last", MeasureRule::last},
                         {"late_s", "s", "of the second stage"},
                         {"never_s", "s", "not measured"}};
  return descriptor;
}

/// Calls `check` on rank 0 with what a repetition adds to the result.
template <typename Check>
void with_repetition(const Check& check, StageReport (*report)(std::size_t) = measuring) {
  test::StageScript script;
  script.report = report;
  const WorkloadDescriptor workload = measuring_workload(script);
  const Launch launch = survey(world());
  Plan plan = expand(test::campaign_of(workload, {{"model", {"serial"}}, {"schedule", {"static"}}}), launch);
  Ensemble ensemble(world(), launch, plan, InstructionSet::portable, 0);
  if (world().rank() != 0) {
    ensemble.serve();
    return;
  }
  const std::size_t last = plan.cases.size() - 1;
  check(collect(repeat(ensemble, static_cast<std::int64_t>(last)), plan, last, 3).measures);
  ensemble.dismiss();
}

TEST(Measures, OfStagesComeTogetherByTheirRules) {
  with_repetition([](const std::vector<MeasureSample>& measures) {
    ASSERT_EQ(measures.size(), 4 * static_cast<std::size_t>(world().size())) << "what was not measured has no row";
    for (std::size_t rank = 0; rank < static_cast<std::size_t>(world().size()); ++rank) {
      const double ten = 10.0 * static_cast<double>(rank);
      EXPECT_EQ(measures[4 * rank].value, 3 + 2 * ten) << "sum";
      EXPECT_EQ(measures[4 * rank + 1].value, -1 - ten) << "most";
      EXPECT_EQ(measures[4 * rank + 2].value, 2 + ten) << "last";
      EXPECT_EQ(measures[4 * rank + 3].value, 2 + ten) << "of the one stage that measured it";
    }
  });
}

TEST(Measures, SayOfWhatTheyAre) {
  with_repetition([](const std::vector<MeasureSample>& measures) {
    EXPECT_EQ(measures.front().measure, "bytes_moved");
    EXPECT_EQ(measures.front().unit, "B");
    EXPECT_EQ(measures.front().launch, 3);
    EXPECT_EQ(measures.front().rank, 0);
    EXPECT_EQ(measures.front().over_ranks, over_ranks_sum);
    EXPECT_EQ(measures[1].over_ranks, over_ranks_most);
    EXPECT_EQ(measures.back().rank, world().size() - 1);
  });
}

TEST(Measures, ThatNoDescriptorNamesComeFromRankZero) {
  with_repetition(
      [](const std::vector<MeasureSample>& measures) {
        ASSERT_EQ(measures.size(), 1);
        EXPECT_EQ(measures[0].measure, "longest_s");
        EXPECT_EQ(measures[0].unit, "s");
        EXPECT_EQ(measures[0].value, 1);
        EXPECT_EQ(measures[0].launch, 3);
        EXPECT_EQ(measures[0].rank, 0);
        EXPECT_EQ(measures[0].over_ranks, over_ranks_most);
      },
      [](std::size_t stage) {
        StageReport report;
        if (stage == 1) {
          report.own_measures.push_back({.name = "longest_s", .unit = "s", .value = 1.0 + world().rank()});
        }
        return report;
      });
}

} // namespace
} // namespace sweep
