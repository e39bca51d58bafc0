#include <gtest/gtest.h>

#include "cli/print.hpp"

namespace sweep {
namespace {

TEST(Aligned, WordsGoToTheLeftAndNumbersToTheRight) {
  EXPECT_EQ(aligned({{"model", "ranks"}, {"gil", "2"}, {"threads", "16"}}), "  model    ranks\n"
                                                                            "  gil          2\n"
                                                                            "  threads     16\n");
}

TEST(Aligned, WidthsCountCharactersNotBytes) {
  EXPECT_EQ(aligned({{"5 µs", "x"}, {"25 ms", "y"}}), "   5 µs  x\n  25 ms  y\n");
}

TEST(Aligned, ShortRowsAndEmptyTablesAreFine) {
  EXPECT_EQ(aligned({}), "");
  EXPECT_EQ(aligned({{"failed"}, {"a", "b"}}), "  failed\n  a       b\n");
}

} // namespace
} // namespace sweep
