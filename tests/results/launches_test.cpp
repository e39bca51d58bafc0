#include "results/launches.hpp"

#include <gtest/gtest.h>

namespace sweep {
namespace {

using Lines = std::vector<std::string>;

TEST(LaunchDifferences, AreNoneWhereOnlyTimesAndNamesDiffer) {
  const LaunchRecord before{.launch = 0, .label = "A", .began = "2026-01-01T00:00:00Z", .end = "all cases done"};
  const LaunchRecord now{.launch = 3, .label = "B", .began = "2026-01-02T00:00:00Z", .continues = 2};
  EXPECT_EQ(differences(before, now), Lines{});
}

TEST(LaunchDifferences, SayWhatIsAndWhatWasALineEach) {
  const LaunchRecord before{.ranks = 2, .processor = "Xeon"};
  const LaunchRecord now{.ranks = 4, .processor = "EPYC"};
  EXPECT_EQ(differences(before, now), (Lines{"ranks: 4, before 2", "processor: EPYC, before Xeon"}));
}

TEST(LaunchDifferences, NameTheVariablesOfTheEnvironmentThatDifferAndNoOthers) {
  const LaunchRecord before{.environment = "A=1\nB=2=3\nC="};
  const LaunchRecord now{.environment = "A=1\nB=2\nD=4"};
  EXPECT_EQ(differences(before, now), (Lines{"environment: B=2, before B=2=3", "environment: C not set, before C=",
                                             "environment: D=4, before D not set"}));
}

TEST(WholeLaunches, AreThoseThatGoOnWithNoOther) {
  EXPECT_EQ(whole_launches({}), 0);
  EXPECT_EQ(whole_launches({{.launch = 0}, {.launch = 1, .continues = 0}, {.launch = 2}}), 2);
}

} // namespace
} // namespace sweep
