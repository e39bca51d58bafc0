#include "results/latencies.hpp"
#include "results/schema.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include <gtest/gtest.h>

#include "example_result.hpp"

namespace sweep {
namespace {

using Texts = std::vector<std::string>;

std::vector<std::string> names(const Table& table) {
  std::vector<std::string> names;
  for (const Column& column : table.columns) {
    names.push_back(column.name);
  }
  return names;
}

TEST(SchemaTest, CasesHaveTheFixedColumnsAndThenTheParameters) {
  EXPECT_EQ(
      names(cases_table(test::example_result())),
      (Texts{"case",   "experiment", "workload", "model",    "ranks",  "threads", "cores",  "schedule",   "chunk",
             "tasks",  "base",       "wait_s",   "bound_s",  "step_s", "round_s", "steps",  "pace_steps", "answer",
             "status", "error",      "warnings", "checksum", "kernel", "draws",   "policy", "latency",    "backend"}));
}

TEST(SchemaTest, SamplesHaveTheColumnsOfTheInterface) {
  EXPECT_EQ(names(samples_table({})), (Texts{"case",
                                             "launch",
                                             "repetition",
                                             "order",
                                             "rank",
                                             "wall_s",
                                             "cpu_s",
                                             "wait_s",
                                             "lock_s",
                                             "dispatch_s",
                                             "idle_s",
                                             "tasks",
                                             "rss_bytes",
                                             "peak_rss_bytes",
                                             "rss_growth_bytes",
                                             "stack_bytes",
                                             "voluntary_switches",
                                             "involuntary_switches",
                                             "ready_s",
                                             "late_s",
                                             "servers_s",
                                             "strangers_s",
                                             "pss_bytes",
                                             "replaced_workers"}));
}

TEST(SchemaTest, MarksAParameterThatACaseLacks) {
  const Table table = cases_table(test::example_result());
  EXPECT_EQ(table.get<std::int64_t>("draws"), (std::vector<std::int64_t>{10'000, 10'000, -1}));
  EXPECT_TRUE(std::isnan(table.get<double>("latency")[0]));
  EXPECT_EQ(table.get<double>("latency")[2], 0.1);
  EXPECT_EQ(table.get<std::string>("backend"), (Texts{"", "", "timer"}));
}

TEST(SchemaTest, GivesUnitsToColumns) {
  Result result = test::example_result();
  result.parameters.erase("draws");
  const Table table = cases_table(result);
  EXPECT_EQ(table.find("latency")->unit, "s");
  EXPECT_EQ(table.find("draws")->unit, "1") << "a number of unknown unit is a plain number";
  EXPECT_EQ(table.find("backend")->unit, "");
  EXPECT_EQ(samples_table({}).find("wall_s")->unit, "s");
  for (const std::string bytes : {"rss_bytes", "peak_rss_bytes", "rss_growth_bytes", "stack_bytes"}) {
    EXPECT_EQ(samples_table({}).find(bytes)->unit, "B");
  }
  EXPECT_EQ(table.find("wait_s")->unit, "s");
  EXPECT_EQ(table.find("bound_s")->unit, "s");
}

TEST(SchemaTest, JoinsWarnings) {
  EXPECT_EQ(cases_table(test::example_result()).get<std::string>("warnings"),
            (Texts{"", "more ranks than cores\ntoo short for the clock", ""}));
}

TEST(SchemaTest, WidensAParameterThatHasSeveralTypes) {
  Result result;
  result.cases.resize(2);
  result.cases[0].parameters.set("real", std::int64_t{1});
  result.cases[1].parameters.set("real", 0.5);
  result.cases[0].parameters.set("text", 0.5);
  result.cases[1].parameters.set("text", "auto");
  const Table table = cases_table(result);
  EXPECT_EQ(table.get<double>("real"), (std::vector<double>{1, 0.5}));
  EXPECT_EQ(table.get<std::string>("text"), (Texts{"0.5", "auto"}));
}

TEST(SchemaTest, AParameterNamedAsAFixedColumnHasNoSecondColumn) {
  Result result;
  result.cases.resize(1);
  result.cases[0].tasks = 7;
  result.cases[0].parameters.set("tasks", std::int64_t{7});
  const Table table = cases_table(result);
  EXPECT_EQ(table.columns.size(), 22U);
  EXPECT_EQ(table.get<std::int64_t>("tasks"), std::vector<std::int64_t>{7});
}

TEST(SchemaTest, GivesTheCasesBack) {
  const Result written = test::example_result();
  Result result;
  read_cases(cases_table(written), schema_version, result);
  ASSERT_EQ(result.cases.size(), 3U);
  EXPECT_EQ(result.cases[1].experiment, "one/two");
  EXPECT_EQ(result.cases[1].ranks, 2);
  EXPECT_EQ(result.cases[1].warnings, written.cases[1].warnings);
  EXPECT_EQ(result.cases[1].checksum, written.cases[1].checksum);
  EXPECT_EQ(result.cases[2].status, CaseStatus::failed);
  EXPECT_EQ(result.cases[2].error, written.cases[2].error);
  EXPECT_EQ(result.cases[2].base, -1);
  EXPECT_EQ(result.cases[2].wait_s, 0.1);
  EXPECT_EQ(result.cases[1].bound_s, 2.25);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(result.cases[i].parameters, written.cases[i].parameters);
  }
  for (const auto& [name, text] : written.parameters) {
    EXPECT_EQ(result.parameters.at(name).unit, text.unit) << name;
  }
}

TEST(SchemaTest, NamesTheColumnThatIsMissing) {
  Table table = cases_table(test::example_result());
  table.columns.erase(table.columns.begin() + 3);
  Result result;
  try {
    read_cases(table, schema_version, result);
    FAIL() << "no error";
  } catch (const std::out_of_range& error) {
    EXPECT_NE(std::string(error.what()).find("'model'"), std::string::npos) << error.what();
  }
}

TEST(SchemaTest, RefusesAnUnknownStatus) {
  Table table = cases_table(test::example_result());
  const auto status = std::ranges::find(table.columns, "status", &Column::name);
  std::get<Texts>(status->values)[0] = "cancelled";
  Result result;
  EXPECT_THROW(read_cases(table, schema_version, result), std::out_of_range);
}

TEST(SchemaTest, GivesTheSamplesBack) {
  const Sample written = test::example_sample(1, 2, 3, 4);
  const std::vector<Sample> samples =
      read_samples(samples_table({test::example_sample(0, 0, 0, 1), written}), schema_version);
  ASSERT_EQ(samples.size(), 2U);
  EXPECT_EQ(samples[1].rank, 3);
  EXPECT_EQ(samples[1].rss_bytes, written.rss_bytes);
  EXPECT_EQ(samples[1].peak_rss_bytes, written.peak_rss_bytes);
  EXPECT_EQ(samples[1].rss_growth_bytes, written.rss_growth_bytes);
  EXPECT_EQ(samples[1].stack_bytes, written.stack_bytes);
  EXPECT_EQ(samples[1].involuntary_switches, written.involuntary_switches);
}

TEST(SchemaTest, LatenciesHaveARowForEachBucketThatIsNotEmpty) {
  LatencyRecord record;
  record.latency.add(3.5e-9, 7);
  record.latency.add(0.1);
  record.lag.add(0.1, 2);
  record.lag.add(5);
  const Table table = latency_table(record);
  EXPECT_EQ(names(table), (Texts{"low_s", "high_s", "latency", "lag", "handover"}));
  EXPECT_EQ(table.get<std::int64_t>("latency"), (std::vector<std::int64_t>{7, 1, 0}));
  EXPECT_EQ(table.get<std::int64_t>("lag"), (std::vector<std::int64_t>{0, 2, 1}));
  EXPECT_DOUBLE_EQ(table.get<double>("low_s")[0], 3e-9);
  EXPECT_DOUBLE_EQ(table.get<double>("high_s")[0], 4e-9);
  for (std::size_t row = 1; row < 3; ++row) {
    const double latency = row == 1 ? 0.1 : 5;
    EXPECT_LE(table.get<double>("low_s")[row], latency);
    EXPECT_GT(table.get<double>("high_s")[row], latency);
  }
  EXPECT_EQ(table.find("high_s")->unit, "s");
  EXPECT_EQ(latency_table({}).rows(), 0U);
}

} // namespace
} // namespace sweep
