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

TEST(PlacementWarnings, TellOfWorkersThatShareCoresAsSiblings) {
  Launch launch = on_one_host({"0-3", "0-3"}, 2);
  for (RankFacts& rank : launch.facts) {
    rank.cores = "0-1;2-3";
  }
  EXPECT_TRUE(placement_warnings(a_case(2, 1), launch).empty());
  expect_one(placement_warnings(a_case(2, 2), launch), "siblings", "2 workers for each core",
             "use fewer ranks or threads");
  expect_one(placement_warnings(a_case(2, 3), launch), "oversubscribed", "3 workers for each core", "use fewer ranks");
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

TEST(TimingWarnings, TellOfRepetitionsAlikeToThoseBefore) {
  expect_one(timing_warnings(after({1, 1.001, 1.002, 1.003, 1.004, 1.005, 1.006}), resolution, 0), "correlated",
             "follow one another are alike", "six launches or more");
}

TEST(TimingWarnings, TellOfTimeThatTheHypervisorTook) {
  expect_one(timing_warnings(after(settled), resolution, 0.03), "steal", "3 % of the node's time", "repeat when");
  EXPECT_TRUE(timing_warnings(after(settled), resolution, 0.009).empty());
}

TEST(TimingWarnings, TellEverythingAtOnce) {
  EXPECT_EQ(timing_warnings(after({1e-6, 1e-6}), resolution, 0.5).size(), 3);
}

/// Of one operation that moved 1,000 B in one repetition on one rank.
std::vector<std::string> warnings_after_moving(const std::optional<DeviceExpectation>& device, std::int64_t device_read,
                                               std::int64_t device_written) {
  const OperationRecord operation{.name = "write", .transfers = "", .cache = "", .latency = {}, .device = device};
  const PhaseSample phases{.case_index = 0,
                           .repetition = 0,
                           .rank = 0,
                           .begin_s = 0,
                           .open_s = 0,
                           .transfer_s = 1e-6,
                           .sync_s = 0,
                           .close_s = 0,
                           .items = 1,
                           .bytes = 1000,
                           .device_read_bytes = device_read,
                           .device_written_bytes = device_written,
                           .operation = 0};
  return device_warnings({operation}, {phases});
}

const DeviceExpectation a_device{.otherwise = "no device", .remedy = "give a `directory` on one"};

TEST(DeviceWarnings, TellWhatMemoryMovedByWhatTheKernelCounted) {
  expect_one(warnings_after_moving(a_device, 0, 0), "no device",
             "of what write moved at 1 GB/s only 0 % was moved by a device", "give a `directory` on one");
  expect_one(warnings_after_moving(a_device, 100, 390), "no device", "only 49 %", "on one");
}

TEST(DeviceWarnings, SayNothingWhereADeviceMovedMostOrNobodyWouldThinkSo) {
  EXPECT_TRUE(warnings_after_moving(a_device, 0, 1000).empty());
  EXPECT_TRUE(warnings_after_moving(a_device, 510, 0).empty());
  EXPECT_TRUE(warnings_after_moving({}, 0, 0).empty());
  EXPECT_TRUE(device_warnings({}, {}).empty());
}

/// Of ranks of one node that take so long for a step, in nanoseconds.
std::map<std::int64_t, std::string> of_steps(const std::vector<double>& steps) {
  std::vector<LoopTimes> loops;
  Launch launch{.ranks = static_cast<int>(steps.size()), .cores = 1, .facts = {}};
  for (const double step : steps) {
    loops.push_back({.step = step * 1e-9, .round = 1e-9});
    launch.facts.push_back({.hostname = "node-" + std::to_string(loops.size()), .affinity = "0", .cpu_quota = 1e9});
  }
  return calibration_warnings(loops, launch);
}

TEST(CalibrationWarnings, NameEveryRankThatDiffersByMoreThanFivePerCent) {
  const auto warnings = of_steps({1, 1.06, 1, 0.9});
  ASSERT_EQ(warnings.size(), 2);
  expect_one({warnings.at(1)}, "calibration", "rank 1 on node-2 takes 6 % longer for the same steps than rank 0",
             "bind ranks to cores of one kind");
  expect_one({warnings.at(3)}, "calibration", "rank 3 on node-4 takes 10 % less long for the same steps than rank 0",
             "repeat when the machine is quiet");
}

TEST(CalibrationWarnings, SayNothingOfRanksThatDifferByLess) {
  EXPECT_TRUE(of_steps({1, 1.04, 0.96, 1}).empty());
  EXPECT_TRUE(of_steps({1}).empty());
}

} // namespace
} // namespace sweep
