#include "results/estimates.hpp"

#include <gtest/gtest.h>

namespace sweep {
namespace {

TEST(EstimatesTest, WritesTheNamesOfExperimentsAsNamesOfTables) {
  EXPECT_EQ(estimates_name("ten-million-draws"), "ten-million-draws");
  EXPECT_EQ(estimates_name("a/b 100%"), "a%2Fb 100%25");
  EXPECT_EQ(estimates_name("a%2Fb"), "a%252Fb");
  EXPECT_EQ(estimates_name(".."), "%2E.");
  EXPECT_EQ(estimates_name("v1.5"), "v1.5");
}

} // namespace
} // namespace sweep
