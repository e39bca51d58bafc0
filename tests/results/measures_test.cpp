#include "results/measures.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

#include "equal_results.hpp"
#include "example_result.hpp"
#include "results/consistency.hpp"
#include "results/schema.hpp"

namespace sweep {
namespace {

using test::example_measures;
using test::example_result;

TEST(Measures, AddUpOverRanksOrAreTheMostOfThem) {
  const auto summaries = summarise_measures(example_measures());
  ASSERT_EQ(summaries.size(), 1);
  const std::vector<MeasureSummary>& own = summaries.at(1);
  ASSERT_EQ(own.size(), 2);
  EXPECT_EQ(own[0].measure, "move_s");
  EXPECT_EQ(own[0].unit, "s");
  EXPECT_EQ(own[0].values.count, 3);
  EXPECT_EQ(own[0].values.median, 2.0 + 12.0) << "of the second repetition, of both ranks";
  EXPECT_EQ(own[0].values.low, 1.0 + 11.0);
  EXPECT_EQ(own[1].measure, "worker_bytes");
  EXPECT_EQ(own[1].values.median, 12.0 * 1024) << "of the rank that has more";
}

TEST(Measures, AreReadAsTheyWereWritten) {
  const Table table = measures_table(example_measures());
  test::expect_equal(measures_table(read_measures(table, schema_version)), table);
}

TEST(Measures, AreNoneInAFileFromBeforeThereWereAny) {
  EXPECT_TRUE(read_measures({}, schema_version).empty());
}

TEST(Measures, OfWhichNobodyKnowsWhatTheyAreTogetherAreRefused) {
  std::vector<MeasureSample> measures = example_measures();
  measures.back().over_ranks = "product";
  EXPECT_THROW(read_measures(measures_table(measures), schema_version), std::out_of_range);
}

TEST(Measures, OfNoCaseAreRefused) {
  Result result = example_result();
  EXPECT_NO_THROW(check_consistency(result));
  result.measures.back().case_index = 99;
  EXPECT_THROW(check_consistency(result), std::out_of_range);
}

TEST(Measures, HaveTheirMeaningsInTheTableOfColumns) {
  const Result result = example_result();
  Result read;
  read_measure_texts(columns_table(result), read);
  ASSERT_EQ(read.measure_texts.size(), 2);
  EXPECT_EQ(read.measure_texts[1].name, "worker_bytes");
  EXPECT_EQ(read.measure_texts[1].unit, "B");
  EXPECT_EQ(read.measure_texts[1].meaning, "of a worker");
}

} // namespace
} // namespace sweep
