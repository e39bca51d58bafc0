#include "cli/fitted.hpp"

#include <gtest/gtest.h>

namespace sweep {
namespace {

TEST(Fitted, LeavesATableOfOneRowAsItIs) {
  EXPECT_EQ(fitted({{"model", "ranks"}, {"serial", "1"}}, 1), "  model   ranks\n  serial      1\n");
}

TEST(Fitted, SaysAboveTheTableWhatIsTheSameInAllRows) {
  EXPECT_EQ(fitted({{"model", "ranks", "chunk", "time"}, {"serial", "1", "5", "2 s"}, {"serial", "2", "5", "1 s"}}, 3),
            "  in all: model serial, chunk 5\n  ranks  time\n      1   2 s\n      2   1 s\n");
}

TEST(Fitted, TakesNothingOutThatARowLacks) {
  EXPECT_EQ(fitted({{"ranks", "time", "holds"}, {"1", "2 s", "here"}, {"2", "failed"}}, 1),
            "  ranks  time    holds\n      1     2 s  here\n      2  failed\n");
}

TEST(Fitted, PutsColumnsThatFindNoRoomBehindTheKeysOnceMore) {
  EXPECT_EQ(fitted({{"k", "aaaa", "bbbb", "cccc"}, {"x", "1", "2", "3"}, {"y", "4", "5", "6"}}, 1, 16),
            "  k  aaaa  bbbb\n  x     1     2\n  y     4     5\n"
            "  k  cccc\n  x     3\n  y     6\n");
}

TEST(Fitted, GoesOnWhereASingleColumnIsTooWide) {
  EXPECT_EQ(fitted({{"k", "wide"}, {"x", "much too wide"}}, 1, 5), "  k  wide\n  x  much too wide\n");
}

TEST(Fitted, KeepsRowsOfWhichAllIsTheSame) {
  EXPECT_EQ(fitted({{"model", "ranks"}, {"serial", "1"}, {"serial", "1"}}, 2),
            "  model   ranks\n  serial      1\n  serial      1\n");
}

} // namespace
} // namespace sweep
