#include "results/decision.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace sweep {
namespace {

enum Ways : std::size_t { vectorised, sequential, threads, event_loop };

DecisionRules rules() {
  return {
      .thresholds = {.excellent = 0.75, .good = 0.3, .okay = 0.1, .gain = 1.2},
      .ways = {{.name = "vectorised",
                .title = "vectorised",
                .apart = true,
                .where = {{{"model", {"serial"}}, {"isa", {"avx2"}}}}},
               {.name = "sequential", .title = "sequential", .ranks = HowMany::one, .where = {{{"model", {"serial"}}}}},
               {.name = "threads", .title = "threads", .where = {{{"model", {"threads"}}}, {{"model", {"gil"}}}}},
               {.name = "event_loop", .title = "event loop", .where = {{{"model", {"event_loop"}}}}}},
      .problems = {{.name = "waits", .title = "waits", .experiments = {"far", "few"}, .lecture = {}}}};
}

struct Told {
  std::string model;
  std::vector<double> seconds; ///< Of its repetitions.
  std::string experiment = "far";
  std::int64_t tasks = 100;
  std::int64_t workers = 1;
};

/// `around` seconds, seven times, up to `by` of it away.
std::vector<double> about(double around, double by = 0.01) {
  std::vector<double> all;
  for (const double each : {-1.0, -0.6, -0.3, 0.0, 0.3, 0.6, 1.0}) {
    all.push_back(around * (1 + by * each));
  }
  return all;
}

void add_case(Result& result, const Told& told) {
  CaseRecord& record = result.cases.emplace_back();
  record.index = std::ssize(result.cases) - 1;
  record.experiment = told.experiment;
  record.model = told.model;
  record.threads = told.workers;
  record.tasks = told.tasks;
  record.status = CaseStatus::finished;
  for (std::size_t i = 0; i < told.seconds.size(); ++i) {
    Sample& sample = result.samples.emplace_back();
    sample.case_index = record.index;
    sample.repetition = static_cast<std::int64_t>(i);
    sample.wall_s = told.seconds[i];
    sample.cpu_s = told.seconds[i] / 2;
    sample.tasks = told.tasks;
    sample.peak_rss_bytes = 1000 + static_cast<std::int64_t>(i);
  }
}

Result result_of(const std::vector<Told>& cases) {
  Result result;
  result.launches.emplace_back().launch = 0;
  result.campaign.min_repetitions = 7;
  for (const Told& told : cases) {
    add_case(result, told);
  }
  return result;
}

DecisionRow row_of(const Result& result) {
  return decide(result, rules()).front();
}

TEST(Decision, JudgesAWayByItsShareOfTheFastestOnesSpeedup) {
  for (const auto& [seconds, word] :
       {std::pair(11.0, "excellent"), {20.0, "good"}, {50.0, "okay"}, {110.0, "no"}, {150.0, "no"}}) {
    const DecisionRow row =
        row_of(result_of({{"serial", about(200)}, {"event_loop", about(10)}, {"threads", about(seconds)}}));
    EXPECT_EQ(row.fastest, event_loop);
    EXPECT_EQ(verdict(row.cells[threads]), word) << seconds;
    EXPECT_EQ(verdict(row.cells[event_loop]), "excellent");
    EXPECT_EQ(verdict(row.cells[sequential]), "no");
    EXPECT_NEAR(row.cells[threads].speedup.median, 200 / seconds, 1e-9);
    EXPECT_NEAR(row.cells[threads].share.median, 10 / seconds, 1e-9);
  }
}

TEST(Decision, SaysNoToWhatGainsNothingThoughNothingElseGainsMore) {
  const DecisionRow row =
      row_of(result_of({{"serial", about(100)}, {"event_loop", about(90)}, {"threads", about(95)}}));
  EXPECT_EQ(verdict(row.cells[event_loop]), "no");
  EXPECT_EQ(verdict(row.cells[threads]), "no");
  EXPECT_EQ(verdict(row.cells[sequential]), "excellent");
}

TEST(Decision, IsUndecidedWhereAnIntervalHasAnEdgeInside) {
  const DecisionRow row =
      row_of(result_of({{"serial", about(200)}, {"event_loop", about(10)}, {"threads", about(10 / 0.75, 0.05)}}));
  const Cell& cell = row.cells[threads];
  EXPECT_EQ(verdict(cell), "undecided");
  EXPECT_EQ(cell.worst, Fitness::good);
  EXPECT_EQ(cell.best, Fitness::excellent);
  EXPECT_FALSE(cell.decided());
}

TEST(Decision, IsUndecidedWithoutAnInterval) {
  const DecisionRow row = row_of(result_of({{"serial", {10, 10.1, 10.2}}, {"threads", {1, 1.1, 1.2}}}));
  EXPECT_TRUE(row.cells[threads].without_interval);
  EXPECT_EQ(verdict(row.cells[threads]), "undecided");
}

TEST(Decision, ComparesTasksWhereACellRanFewerOfThem) {
  const DecisionRow row =
      row_of(result_of({{"serial", about(10), "far", 10}, {"event_loop", about(10)}, {"threads", about(1), "few", 5}}));
  EXPECT_EQ(row.tasks, 100);
  EXPECT_DOUBLE_EQ(row.cells[sequential].scale, 10);
  EXPECT_DOUBLE_EQ(row.cells[threads].scale, 20);
  EXPECT_NEAR(row.cells[event_loop].speedup.median, 10, 1e-9);
  EXPECT_NEAR(row.cells[threads].speedup.median, 5, 1e-9);
}

TEST(Decision, TakesTheFastestCaseOfACellButTheFirstOfTheBase) {
  const DecisionRow row = row_of(result_of({{"serial", about(10)},
                                            {"serial", about(9), "few"},
                                            {"threads", about(8), "far", 100, 2},
                                            {"gil", about(4), "far", 100, 4},
                                            {"threads", about(5), "few", 100, 8}}));
  EXPECT_EQ(row.cells[sequential].case_index, 0);
  EXPECT_EQ(row.cells[sequential].of_cases, 2);
  EXPECT_EQ(row.cells[threads].case_index, 3);
  EXPECT_EQ(row.cells[threads].of_cases, 3);
  EXPECT_NEAR(row.cells[threads].efficiency, 10.0 / 4 / 4, 1e-9);
}

TEST(Decision, MeasuresNobodyByAWayThatIsApart) {
  Result result = result_of({{"serial", about(100)}, {"serial", about(1)}, {"threads", about(50)}});
  result.cases[1].parameters.set("isa", "avx2");
  const DecisionRow row = row_of(result);
  EXPECT_EQ(row.cells[vectorised].case_index, 1);
  EXPECT_EQ(verdict(row.cells[vectorised]), "excellent");
  EXPECT_EQ(row.fastest, threads);
  EXPECT_EQ(verdict(row.cells[threads]), "excellent");
}

TEST(Decision, SaysNoToWhatFailedAndNothingOfWhatWasNotMeasured) {
  Result result = result_of({{"serial", about(100)}, {"threads", {}}});
  result.cases[1].status = CaseStatus::failed;
  result.cases[1].error = "no memory";
  const DecisionRow row = row_of(result);
  EXPECT_EQ(verdict(row.cells[threads]), "no");
  EXPECT_EQ(row.cells[threads].failure, "no memory");
  EXPECT_EQ(verdict(row.cells[event_loop]), "");
  EXPECT_EQ(row.cells[event_loop].case_index, -1);
}

TEST(Decision, HasNoVerdictWithoutABase) {
  const DecisionRow row = row_of(result_of({{"threads", about(50)}, {"event_loop", about(10)}}));
  EXPECT_EQ(row.base, -1);
  EXPECT_EQ(verdict(row.cells[threads]), "");
}

TEST(Decision, AddsUpWhatTheRanksOfARepetitionUsed) {
  Result result = result_of({{"serial", about(100)}, {"threads", about(50)}});
  const std::size_t samples = result.samples.size();
  for (std::size_t i = 0; i < samples; ++i) {
    Sample other = result.samples[i];
    other.rank = 1;
    other.pss_bytes = 5000;
    other.tasks = 0;
    result.samples.push_back(other);
  }
  const Cell cell = row_of(result).cells[threads];
  EXPECT_EQ(cell.peak_bytes, 1006 + 5000);
  EXPECT_DOUBLE_EQ(cell.processor_s, 50);
}

TEST(Decision, TellsWhatStartingTheWorkersOfACellTakes) {
  Result result = result_of({{"serial", about(100)},
                             {"threads", about(50), "far", 100, 3},
                             {"event_loop", about(10)},
                             {"serial", about(1), "starting"}});
  result.launches.front().start_s = 0.5;
  result.cases[3].parameters.set("way", "thread");
  MeasureSample& ready = result.measures.emplace_back();
  ready.case_index = 3;
  ready.measure = "ready_s";
  ready.value = 0.002;
  DecisionRules with_starts = rules();
  with_starts.start_ups = {.experiment = "starting", .measure = "ready_s"};
  with_starts.ways[threads].starts = "thread";
  with_starts.ways[event_loop].starts = "launch";
  const DecisionRow row = decide(result, with_starts).front();
  EXPECT_DOUBLE_EQ(row.cells[threads].start_s, 3 * 0.002);
  EXPECT_DOUBLE_EQ(row.cells[event_loop].start_s, 0.5);
  EXPECT_TRUE(std::isnan(row.cells[sequential].start_s));
}

TEST(Way, IsMetByOneOfItsConditionsAndByHowManyRanksAndThreads) {
  CaseRecord record;
  record.model = "gil";
  EXPECT_EQ(rules().way_of(record), static_cast<int>(threads));
  record.model = "process_pool";
  EXPECT_EQ(rules().way_of(record), -1);
  record.model = "serial";
  record.ranks = 2;
  EXPECT_EQ(rules().way_of(record), -1) << "several ranks are not sequential";
}

} // namespace
} // namespace sweep
