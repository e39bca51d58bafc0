#include "campaign/warnings.hpp"

#include <gtest/gtest.h>

namespace sweep {
namespace {

Launch on_one_host(const std::vector<std::string>& affinities, int cores) {
  Launch launch{.ranks = static_cast<int>(affinities.size()), .cores = cores, .facts = {}};
  for (const std::string& affinity : affinities) {
    launch.facts.push_back({.hostname = "here", .affinity = affinity, .cpu_quota = 1e9});
  }
  return launch;
}

CaseRecord a_case(std::int64_t ranks, std::int64_t threads) {
  CaseRecord record;
  record.ranks = ranks;
  record.threads = threads;
  return record;
}

Stopping after(const std::vector<Seconds>& times) {
  Stopping stopping({.min = 1, .max = 50, .interval = 0.05});
  for (const Seconds time : times) {
    stopping.add(time);
  }
  return stopping;
}

/// There is one warning; it begins with `name` and says `fact`, then `remedy` after a semicolon.
void expect_one(const std::vector<std::string>& warnings, const std::string& name, const std::string& fact,
                const std::string& remedy) {
  ASSERT_EQ(warnings.size(), 1);
  const std::string& text = warnings.front();
  EXPECT_EQ(text.find(name + ": "), 0) << text;
  EXPECT_NE(text.find(fact), std::string::npos) << text;
  const std::size_t end = text.rfind("; ");
  ASSERT_NE(end, std::string::npos) << text;
  EXPECT_NE(text.find(remedy, end), std::string::npos) << text;
}

const std::vector<Seconds> settled(6, 0.5);
constexpr Seconds resolution = 30e-9;

TEST(PlacementWarnings, SayNothingWhereEveryWorkerHasACore) {
  EXPECT_TRUE(placement_warnings(a_case(2, 2), on_one_host({"0-3", "0-3"}, 4)).empty());
  EXPECT_TRUE(placement_warnings(a_case(2, 1), on_one_host({"0", "1"}, 2)).empty());
}

TEST(PlacementWarnings, TellOfMoreWorkersThanCoresAndWhatToDo) {
  expect_one(placement_warnings(a_case(2, 3), on_one_host({"0-3", "0-3"}, 4)), "oversubscribed",
             "1.5 workers for each core", "use fewer ranks or threads");
}

TEST(PlacementWarnings, TellOfThreadsThatShareTheOneCoreOfTheirRankAndWhatToDo) {
  expect_one(placement_warnings(a_case(2, 2), on_one_host({"0-3", "4"}, 5)), "bound", "rank 1 may use one core only",
             "mpirun --bind-to none");
}

TEST(PlacementWarnings, LookAtTheRanksOfTheCaseOnly) {
  EXPECT_TRUE(placement_warnings(a_case(1, 2), on_one_host({"0-3", "4"}, 5)).empty());
}

TEST(PlacementWarnings, TellOfBothWhereTheOnlyCoreIsShared) {
  EXPECT_EQ(placement_warnings(a_case(1, 2), on_one_host({"0"}, 1)).size(), 2);
}

TEST(PlacementWarnings, SayNothingOfManyThreadsThatWait) {
  CaseRecord waiting = a_case(1, 500);
  waiting.wait_s = 0.1;
  EXPECT_TRUE(placement_warnings(waiting, on_one_host({"0-1"}, 2)).empty());
  EXPECT_TRUE(placement_warnings(waiting, on_one_host({"0"}, 1)).empty()) << "one core is enough for waiting";
  waiting.wait_s = 0;
  EXPECT_TRUE(placement_warnings(waiting, on_one_host({"0-1"}, 2), true).empty()) << "it reads and writes files";
  EXPECT_EQ(placement_warnings(waiting, on_one_host({"0-1"}, 2)).size(), 1);
}

TEST(PlacementWarnings, TellOfMoreRanksThanCoresEvenWhereTheyWait) {
  CaseRecord waiting = a_case(3, 500);
  waiting.wait_s = 0.1;
  expect_one(placement_warnings(waiting, on_one_host({"0-1", "0-1", "0-1"}, 2)), "oversubscribed",
             "1.5 workers for each core", "use fewer ranks");
}

TEST(TimingWarnings, SayNothingOfASettledTime) {
  EXPECT_TRUE(timing_warnings(after(settled), resolution, 0).empty());
}

TEST(TimingWarnings, TellOfTimesShorterThanAHundredStepsOfTheClock) {
  expect_one(timing_warnings(after(std::vector<Seconds>(6, 2.9e-6)), resolution, 0), "too short", "2.9e-06 s",
             "give it more tasks");
  EXPECT_TRUE(timing_warnings(after(std::vector<Seconds>(6, 3.1e-6)), resolution, 0).empty());
}

TEST(TimingWarnings, TellOfTooFewRepetitionsForAnInterval) {
  expect_one(timing_warnings(after({1, 1, 1, 1, 1}), resolution, 0), "too few", "5 repetitions", "at least 6");
}

TEST(TimingWarnings, TellOfAMedianThatIsNotSettled) {
  expect_one(timing_warnings(after({1, 1, 1, 1, 1, 1.25}), resolution, 0), "not settled", "±25 % after 6 repetitions",
             "quiet the machine or allow more");
}

TEST(TimingWarnings, TellOfTimeThatTheHypervisorTook) {
  expect_one(timing_warnings(after(settled), resolution, 0.03), "steal", "3 % of the node's time", "repeat when");
  EXPECT_TRUE(timing_warnings(after(settled), resolution, 0.009).empty());
}

TEST(TimingWarnings, TellEverythingAtOnce) {
  EXPECT_EQ(timing_warnings(after({1e-6, 1e-6}), resolution, 0.5).size(), 3);
}

} // namespace
} // namespace sweep
