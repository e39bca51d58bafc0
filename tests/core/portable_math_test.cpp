// Against the C library's functions in long double. That the bits are the same on another processor is for
// tests/long/aarch64.sh.

#include "core/portable_math.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numbers>

namespace sweep {
namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();
constexpr double ulp = std::numeric_limits<double>::epsilon();

TEST(PortableMath, HasTheExponential) {
  for (double x = -699.9; x < 700; x += 0.0101) {
    const long double expected = std::exp(static_cast<long double>(x));
    ASSERT_NEAR(static_cast<double>(portable_math::exponential(x) / expected), 1, 2 * ulp) << x;
  }
  EXPECT_EQ(portable_math::exponential(0), 1);
  EXPECT_EQ(portable_math::exponential(-1000), 0);
  EXPECT_EQ(portable_math::exponential(1000), infinite);
}

TEST(PortableMath, HasTheLogarithm) {
  for (double x = 1e-307; x < 1e307; x *= 1.0101) {
    const long double expected = std::log(static_cast<long double>(x));
    ASSERT_NEAR(static_cast<double>(portable_math::logarithm(x) / expected), 1, 2 * ulp) << x;
  }
  EXPECT_EQ(portable_math::logarithm(1), 0);
  EXPECT_EQ(portable_math::logarithm(0), -infinite);
  EXPECT_EQ(portable_math::logarithm(infinite), infinite);
}

TEST(PortableMath, HasTheNormalDistribution) {
  for (double x = -36.9; x < 10; x += 0.00101) {
    const long double expected = std::erfc(-x / std::numbers::sqrt2_v<long double>) / 2;
    ASSERT_NEAR(static_cast<double>(portable_math::normal_distribution(x) / expected), 1, 1e-13) << x;
  }
  EXPECT_EQ(portable_math::normal_distribution(0), 0.5);
  EXPECT_EQ(portable_math::normal_distribution(-infinite), 0);
  EXPECT_EQ(portable_math::normal_distribution(infinite), 1);
}

} // namespace
} // namespace sweep
