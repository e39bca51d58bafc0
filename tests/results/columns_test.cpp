#include "results/columns.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>

#include "results/description.hpp"
#include "results/schema.hpp"

namespace sweep {
namespace {

/// A record with a column of every rule; `late` came with version 3 of its schema.
struct Record {
  std::int64_t key = 0;
  double sum = 0;
  double end = 0;
  std::int64_t most = 0;
  double late = unknown;
  std::string word;
};

constexpr ColumnOf<Record> columns[]{
    {"key", "1", &Record::key, "which", 1, OverStages::same},
    {"sum", "s", &Record::sum, "adds up", 1, OverStages::sum},
    {"end", "s", &Record::end, "since the start", 1, OverStages::follow},
    {"most", "B", &Record::most, "the greatest", 1, OverStages::most},
    {"late", "s", &Record::late, "came later", 3, OverStages::last},
    {"word", "", &Record::word, "text", 1},
    {"twice", "1", [](const Record& record) { return 2 * record.sum; }, "derived", 1},
};

Table without(Table table, std::string_view name) {
  std::erase_if(table.columns, [name](const Column& column) { return column.name == name; });
  return table;
}

TEST(Columns, ComeBackFromTheirTable) {
  const Table table = to_table(ColumnsOf<Record>(columns), {{7, 1.5, 2, 3, 0.25, "a"}, {8, 0, 0, 0, unknown, ""}});
  EXPECT_EQ(table.get<double>("twice"), (std::vector<double>{3, 0}));
  const std::vector<Record> read = to_records(ColumnsOf<Record>(columns), table, 3);
  ASSERT_EQ(read.size(), 2);
  EXPECT_EQ(read[0].key, 7);
  EXPECT_EQ(read[0].late, 0.25);
  EXPECT_EQ(read[0].word, "a");
  EXPECT_TRUE(std::isnan(read[1].late));
}

TEST(Columns, ThatAnOlderFileLacksAreMissingInIt) {
  const Table old = without(to_table(ColumnsOf<Record>(columns), {{7, 1.5, 2, 3, 0.25, "a"}}), "late");
  const std::vector<Record> read = to_records(ColumnsOf<Record>(columns), old, 2);
  ASSERT_EQ(read.size(), 1);
  EXPECT_TRUE(std::isnan(read[0].late));
  EXPECT_EQ(read[0].sum, 1.5);
}

TEST(Columns, ThatAFileShouldHaveAreNamedWhenItLacksThem) {
  const Table table = to_table(ColumnsOf<Record>(columns), {Record{}});
  EXPECT_THROW(to_records(ColumnsOf<Record>(columns), without(table, "late"), 3), std::out_of_range);
  EXPECT_THROW(to_records(ColumnsOf<Record>(columns), without(table, "sum"), 2), std::out_of_range);
}

TEST(Columns, OfAnotherTypeAreRefused) {
  Table table = to_table(ColumnsOf<Record>(columns), {Record{}});
  table.columns[1].values = std::vector<std::string>{"1.5"};
  EXPECT_THROW(to_records(ColumnsOf<Record>(columns), table, 3), std::out_of_range);
}

TEST(Columns, AddStagesUpEachByItsRule) {
  Record sum{.key = 7, .sum = 1, .end = 2, .most = 5, .late = 1, .word = "a"};
  add_stage(ColumnsOf<Record>(columns), sum, {.key = 9, .sum = 0.5, .end = 3, .most = 4, .late = 8, .word = "b"}, 2);
  EXPECT_EQ(sum.key, 7);
  EXPECT_EQ(sum.sum, 1.5);
  EXPECT_EQ(sum.end, 5);
  EXPECT_EQ(sum.most, 5);
  EXPECT_EQ(sum.late, 8);
  EXPECT_EQ(sum.word, "a");
}

TEST(Columns, OfAResultAreAllDescribed) {
  for (const ColumnText& each : column_texts()) {
    EXPECT_FALSE(each.meaning.empty()) << each.table << "." << each.column;
    EXPECT_GE(each.since, 1);
    EXPECT_LE(each.since, schema_version + 1); // what files of this version may lack: readers then have what is missing
  }
}

TEST(Columns, SayWhatStandsWhereTheyAreMissing) {
  std::vector<ColumnText> all;
  describe("x", ColumnsOf<Record>(columns), all);
  EXPECT_EQ(all.at(0).missing, "0");
  EXPECT_EQ(all.at(4).missing, "nan");
  EXPECT_EQ(all.at(4).since, 3);
  EXPECT_EQ(all.at(5).missing, "");
  EXPECT_EQ(all.at(6).role, "derived");
}

} // namespace
} // namespace sweep
