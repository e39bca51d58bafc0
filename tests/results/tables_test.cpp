#include "results/tables.hpp"

#include <gtest/gtest.h>

#include "example_result.hpp"
#include "results/locks.hpp"
#include "results/schema.hpp"

namespace sweep {
namespace {

using test::example_result;

const ResultTable& named(const std::vector<ResultTable>& tables, const std::string& name) {
  const auto found = std::ranges::find(tables, name, &ResultTable::name);
  EXPECT_NE(found, tables.end()) << name;
  return *found;
}

TEST(Tables, AreAllThatTheFileHas) {
  const Result result = example_result();
  std::vector<std::string> names;
  for (const ResultTable& each : tables_of(result)) {
    names.push_back(each.name);
  }
  EXPECT_EQ(names, (std::vector<std::string>{"cases", "launches", "samples", "summary", "noise", "phases", "operations",
                                             "locks", "measures", "contention", "columns", "latency/1", "trace/1",
                                             "estimates/one%2Ftwo/0", "estimates/one%2Ftwo/1"}));
}

TEST(Tables, ComeInPartsThatTogetherAreTheWhole) {
  Result result = example_result();
  result.samples.clear();
  for (std::int64_t i = 0; i < 50'000; ++i) {
    result.samples.push_back(test::example_sample(0, i, 0, 1.0));
  }
  Table all;
  int parts = 0;
  const std::vector<ResultTable> tables = tables_of(result);
  named(tables, "samples").visit([&](const Table& part) {
    all.append(part);
    ++parts;
    return true;
  });
  EXPECT_GT(parts, 1);
  EXPECT_EQ(all.get<std::int64_t>("repetition"), samples_table(result.samples).get<std::int64_t>("repetition"));
}

TEST(Tables, OfCasesHaveParametersThatAreEmptyInAll) {
  Result result = example_result();
  result.parameters["directory"] = {.unit = "", .meaning = "where files are", .column = Value("").index()}; // as read
  const std::vector<ResultTable> tables = tables_of(result);
  named(tables, "cases").visit([&](const Table& all) {
    EXPECT_EQ(all.get<std::string>("directory"), std::vector<std::string>(3));
    EXPECT_EQ(all.columns.size(), cases_table(example_result()).columns.size() + 1);
    return true;
  });
  named(tables, "columns").visit([&](const Table& all) {
    EXPECT_EQ(std::ranges::count(all.get<std::string>("meaning"), "where files are"), 1);
    return true;
  });
}

TEST(Tables, EndWhenNoMoreIsWanted) {
  Result result = example_result();
  result.locks.assign(100'000, result.locks.front());
  int parts = 0;
  const std::vector<ResultTable> tables = tables_of(result);
  named(tables, "locks").visit([&](const Table&) { return ++parts < 2; });
  EXPECT_EQ(parts, 2);
}

TEST(Tables, WithoutRowsStillTellTheirColumns) {
  const Result result;
  for (const ResultTable& each : tables_of(result)) {
    int parts = 0;
    each.visit([&](const Table& part) {
      EXPECT_FALSE(part.columns.empty()) << each.name;
      return ++parts > 0;
    });
    EXPECT_EQ(parts, 1) << each.name;
  }
}

} // namespace
} // namespace sweep
