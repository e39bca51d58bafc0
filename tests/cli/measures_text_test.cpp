#include "cli/measures_text.hpp"

#include <gtest/gtest.h>

#include "../results/example_result.hpp"

namespace sweep {
namespace {

TEST(MeasuresText, HasARowForEachCaseThatMeasuresSomething) {
  const Result result = test::example_result();
  const std::string text = measures_text(result, {0, 1}, {"draws"}, summarise_measures(result.measures));
  EXPECT_EQ(text, "\n  model    ranks  threads  draws  move_s              worker_bytes\n"
                  "  threads      2        2  10000  14 s (12 s … 16 s)  12 KiB (11 KiB … 13 KiB)\n");
}

TEST(MeasuresText, HasNoIntervalWhereAllRepetitionsSayTheSame) {
  Result result = test::example_result();
  for (MeasureSample& each : result.measures) {
    each.value = 5;
  }
  EXPECT_NE(measures_text(result, {1}, {}, summarise_measures(result.measures)).find("  10 s  "), std::string::npos);
}

TEST(MeasuresText, IsEmptyWhereNothingWasMeasured) {
  const Result result = test::example_result();
  EXPECT_EQ(measures_text(result, {0, 2}, {}, summarise_measures(result.measures)), "");
}

} // namespace
} // namespace sweep
