// cli/print.hpp: the plan of a campaign with many cases of one problem.

#include <gtest/gtest.h>

#include <algorithm>

#include "../campaign/scripted_workload.hpp"
#include "cli/print.hpp"

namespace sweep {
namespace {

TEST(PlanText, MakesTheWorkloadOfAProblemNoMoreOftenForManyCasesThanForFew) {
  const auto times_made = [](std::int64_t cases) {
    int made = 0;
    const WorkloadDescriptor workload = test::scripted({.tasks = 100, .before_making = [&made] { ++made; }});
    Axis chunk{"chunk", {}};
    for (std::int64_t size = 1; size <= cases; ++size) {
      chunk.values.emplace_back(size);
    }
    const Launch launch = simulated_launch(1, 1);
    const Plan plan =
        expand(test::campaign_of(workload, {{"model", {"serial"}}, {"schedule", {"dynamic"}}, chunk}), launch);
    EXPECT_GE(plan.cases.size(), static_cast<std::size_t>(cases));
    const std::string text = plan_text(plan, launch);
    EXPECT_GT(std::ranges::count(text, '\n'), cases);
    return made;
  };
  EXPECT_EQ(times_made(50), times_made(2));
}

} // namespace
} // namespace sweep
