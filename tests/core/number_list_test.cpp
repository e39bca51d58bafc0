#include "core/number_list.hpp"

#include <gtest/gtest.h>

namespace sweep {
namespace {

TEST(NumberList, IsWrittenFromNumbersInAnyOrder) {
  EXPECT_EQ(to_list({}), "");
  EXPECT_EQ(to_list({8, 1, 0, 2, 1}), "0-2,8");
}

TEST(NumberList, IsMergedFromOthers) {
  EXPECT_EQ(merged({"0-1", "1-3", "8"}), "0-3,8");
  EXPECT_EQ(merged({}), "");
}

TEST(NumberList, IsReadBack) {
  EXPECT_EQ(numbers_of("8,0-2,1-3,1500"), (std::vector{0, 1, 2, 3, 8, 1500}));
  EXPECT_TRUE(numbers_of("").empty());
  EXPECT_TRUE(numbers_of("none").empty());
}

} // namespace
} // namespace sweep
