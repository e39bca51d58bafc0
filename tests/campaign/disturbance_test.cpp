#include "campaign/disturbance.hpp"

#include <gtest/gtest.h>

namespace sweep {
namespace {

Sample rank_with(double ready, double late = 0, double strangers = 0, double servers = 0) {
  Sample sample;
  sample.wall_s = 2;
  sample.ready_s = ready;
  sample.late_s = late;
  sample.strangers_s = strangers;
  sample.servers_s = servers;
  return sample;
}

/// The warnings of a case of one rank of one thread.
std::vector<std::string> warnings_of(const std::vector<Sample>& repetitions) {
  std::vector<Disturbance> all;
  for (const Sample& each : repetitions) {
    all.push_back(disturbance(std::span(&each, 1), 1, 1));
  }
  return disturbance_warnings(all);
}

void expect_one(const std::vector<std::string>& warnings, const std::string& begin, const std::string& fact) {
  ASSERT_EQ(warnings.size(), 1);
  EXPECT_TRUE(warnings.front().starts_with(begin)) << warnings.front();
  EXPECT_NE(warnings.front().find(fact), std::string::npos) << warnings.front();
}

TEST(DisturbanceTest, IsOfTheMostDisturbedRankAsASharePerWorkerOfTheTime) {
  const Disturbance found = disturbance(std::vector{rank_with(0.4, 0.1, 0.6, 0.2), rank_with(0.8, 0.3, 0, 0.2)}, 2, 4);
  EXPECT_DOUBLE_EQ(found.ready, 0.2);
  EXPECT_DOUBLE_EQ(found.late, 0.15);
  EXPECT_DOUBLE_EQ(found.strangers, 0.3);
  EXPECT_DOUBLE_EQ(found.servers, 0.2);
  EXPECT_DOUBLE_EQ(found.held, 0.075);
  EXPECT_TRUE(found.by_strangers());
}

TEST(DisturbanceTest, IsByStrangersOnlyWhereOursWereHeldUpAndTheyUsedProcessors) {
  EXPECT_TRUE(disturbance(std::vector{rank_with(0.2, 0, 0.5)}, 1, 1).by_strangers());
  EXPECT_FALSE(disturbance(std::vector{rank_with(0.2, 0, 0)}, 1, 1).by_strangers()) << "ours took turns";
  EXPECT_FALSE(disturbance(std::vector{rank_with(0, 0, 2)}, 1, 1).by_strangers()) << "on other cores";
  EXPECT_FALSE(disturbance(std::vector{rank_with(16, 0, 0.1)}, 16, 8).by_strangers())
      << "ours took turns, and a twentieth of a processor made no difference to eight";
}

TEST(DisturbanceTest, IsUnknownWhereWhatIsReadAroundTheClockOutweighsTheRepetition) {
  const Disturbance found = disturbance(std::vector{rank_with(22, 0.5, 18, 1)}, 1, 1); // 11 times its own length
  EXPECT_EQ(found.ready + found.strangers + found.held + found.servers, 0);
  EXPECT_EQ(found.late, 0.25);
  EXPECT_FALSE(found.by_strangers());
}

TEST(DisturbanceTest, IsNoneWhereNothingIsKnown) {
  const Disturbance found = disturbance(std::vector{Sample{}}, 1, 1);
  EXPECT_EQ(found.ready + found.late + found.strangers + found.servers, 0);
  EXPECT_FALSE(found.by_strangers());
}

TEST(DisturbanceWarnings, SayNothingOfQuietRepetitions) {
  EXPECT_TRUE(warnings_of({rank_with(0.01, 0.01, 0.01), rank_with(0)}).empty());
  EXPECT_TRUE(warnings_of({}).empty());
}

TEST(DisturbanceWarnings, TellOfOtherProgramsThatHeldUpOurs) {
  expect_one(warnings_of({rank_with(0), rank_with(1, 0, 1), rank_with(0)}),
             "neighbours: ", "in 1 of 3 repetitions other programs took processors (0.5 of them at worst)");
}

TEST(DisturbanceWarnings, TellOfLateStartsInTheMedianRepetition) {
  expect_one(warnings_of({rank_with(0, 0.2), rank_with(0, 0.2), rank_with(0)}), "late: ", "10 % of the time");
  EXPECT_TRUE(warnings_of({rank_with(0, 0.2), rank_with(0), rank_with(0)}).empty());
}

TEST(DisturbanceWarnings, TellOfServersThatTookWhatWorkersNeeded) {
  expect_one(warnings_of({rank_with(0.2, 0, 0, 0.4)}), "servers: ", "took 0.2 processors");
  EXPECT_TRUE(warnings_of({rank_with(0, 0, 0, 0.4)}).empty()) << "on a core that was free";
}

} // namespace
} // namespace sweep
