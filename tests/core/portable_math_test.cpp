// Against the C library's functions in long double. That the bits are the same on another processor is for
// tests/long/aarch64.sh.

#include "core/portable_math.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace sweep {
namespace {

constexpr double ulp = 0x1p-52;

TEST(PortableMath, HasTheExponential) {
  for (double x = -699.9; x < 700; x += 0.0101) {
    const long double expected = std::exp(static_cast<long double>(x));
    ASSERT_NEAR(static_cast<double>(portable_math::exponential(x) / expected), 1, 2 * ulp) << x;
  }
  EXPECT_EQ(portable_math::exponential(0), 1);
  EXPECT_EQ(portable_math::exponential(-1000), 0);
  EXPECT_EQ(portable_math::exponential(1000), HUGE_VAL);
}

TEST(PortableMath, HasTheLogarithm) {
  for (double x = 1e-307; x < 1e307; x *= 1.0101) {
    const long double expected = std::log(static_cast<long double>(x));
    ASSERT_NEAR(static_cast<double>(portable_math::logarithm(x) / expected), 1, 2 * ulp) << x;
  }
  EXPECT_EQ(portable_math::logarithm(1), 0);
  EXPECT_EQ(portable_math::logarithm(0), -HUGE_VAL);
  EXPECT_EQ(portable_math::logarithm(HUGE_VAL), HUGE_VAL);
}

TEST(PortableMath, HasTheNormalDistribution) {
  for (double x = -36.9; x < 10; x += 0.00101) {
    const long double expected = std::erfc(-x / std::numbers::sqrt2_v<long double>) / 2;
    ASSERT_NEAR(static_cast<double>(portable_math::normal_distribution(x) / expected), 1, 1e-13) << x;
  }
  EXPECT_EQ(portable_math::normal_distribution(0), 0.5);
  EXPECT_EQ(portable_math::normal_distribution(-HUGE_VAL), 0);
  EXPECT_EQ(portable_math::normal_distribution(HUGE_VAL), 1);
  EXPECT_TRUE(std::isnan(portable_math::normal_distribution(std::nan(""))));
}

} // namespace
} // namespace sweep
