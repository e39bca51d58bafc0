// fill_normals(): what its header promises of each element, the same bits on every instruction set, and that the
// numbers are independent and normal. Seeds are fixed: a test passes always or never; with seeds at random each
// comparison of a right generator would fail once in ten thousand.

#include "random/normals.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <numbers>
#include <string>
#include <vector>

namespace sweep {
namespace {

constexpr double quantile = 3.89; // of the normal distribution, two-sided, 1e-4

/// The 64-bit number of that index of a stream.
std::uint64_t bits_at(Stream stream, std::uint64_t index) {
  const philox::Block words = block(stream, index / 2);
  return std::uint64_t{words[2 * (index % 2) + 1]} << 32U | words[2 * (index % 2)];
}

/// Element `index`, as the header says, in long double.
long double normal_at(Stream stream, std::uint64_t index) {
  const std::uint64_t first = index - index % 32 + index % 16;
  const std::uint64_t angle_bits = bits_at(stream, first + 16);
  const long double u = 1 - std::ldexp(static_cast<long double>(bits_at(stream, first) >> 12U), -52);
  const long double angle =
      std::numbers::pi_v<long double> / 2 * (std::ldexp(static_cast<long double>(angle_bits >> 12U), -52) - 0.5L);
  const bool first_of_both = index % 32 < 16;
  const bool exchanged = (angle_bits >> 2U) % 2 == 1;
  const bool negative = (first_of_both ? angle_bits : angle_bits >> 1U) % 2 == 1;
  const long double size = first_of_both != exchanged ? std::cos(angle) : std::sin(angle);
  return (negative ? -1 : 1) * std::sqrt(-2 * std::log(u)) * size;
}

class Normals : public testing::TestWithParam<InstructionSet> {
 protected:
  void SetUp() override {
    if (!supported(GetParam())) {
      GTEST_SKIP() << "this processor has no " << name(GetParam());
    }
  }
  static std::vector<double> normals(Stream stream, std::uint64_t first, std::size_t count) {
    std::vector<double> all(count);
    fill_normals(GetParam(), stream, first, all);
    return all;
  }
};

INSTANTIATE_TEST_SUITE_P(Random, Normals, testing::ValuesIn(instruction_sets().begin(), instruction_sets().end()),
                         [](const auto& test) { return std::string(name(test.param)); });

TEST_P(Normals, AreWhatTheHeaderSays) {
  for (const std::uint64_t first : {std::uint64_t{0}, std::uint64_t{1} << 36U, ~std::uint64_t{0} / 4 - 31}) {
    const std::vector<double> found = normals({3, 14}, first / 32 * 32, 4096);
    for (std::size_t i = 0; i < found.size(); ++i) {
      const long double expected = normal_at({3, 14}, first / 32 * 32 + i);
      ASSERT_NEAR(static_cast<double>(found[i] / expected), 1, 0x1p-50) << i;
    }
  }
}

/// The first ones of two streams, once computed: no change of compiler, library or code may change a bit.
TEST_P(Normals, HaveKnownAnswers) {
  constexpr std::array<std::uint64_t, 4> first{0x3FDA'2D91'B330'D666, 0x3FF2'B7C5'7609'5D42, 0xBFDE'487A'3E30'122B,
                                               0x3FC4'706B'2DFF'8DDA};
  constexpr std::array<std::uint64_t, 4> last{0x3FB7'10F2'C42B'E7E3, 0x3FF0'51AA'4E25'82A9, 0x3FF0'7246'1CFA'7AD4,
                                              0x3FAB'015C'2C7F'49B3};
  const std::vector<double> a = normals({0, 0}, 0, 4);
  const std::vector<double> b = normals({~std::uint64_t{0}, 42}, 1'000'013, 4);
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(std::bit_cast<std::uint64_t>(a[i]), first.at(i)) << std::hex << std::bit_cast<std::uint64_t>(a[i]);
    EXPECT_EQ(std::bit_cast<std::uint64_t>(b[i]), last.at(i)) << std::hex << std::bit_cast<std::uint64_t>(b[i]);
  }
}

TEST_P(Normals, HaveTheSameBitsOnEveryInstructionSet) {
  std::vector<double> expected(100'000);
  fill_normals(InstructionSet::portable, {5, 6}, 7, expected);
  EXPECT_EQ(normals({5, 6}, 7, expected.size()), expected);
}

TEST_P(Normals, AreTheSameInAnyParts) {
  const std::vector<double> whole = normals({1, 2}, 0, 5000);
  for (const std::size_t first : {0U, 1U, 15U, 16U, 31U, 32U, 33U, 1023U}) {
    for (const std::size_t count : {0U, 1U, 2U, 31U, 32U, 33U, 64U, 1024U, 1056U, 3000U}) {
      const auto from = whole.begin() + static_cast<std::ptrdiff_t>(first);
      EXPECT_EQ(normals({1, 2}, first, count), std::vector(from, from + static_cast<std::ptrdiff_t>(count)))
          << first << ' ' << count;
    }
  }
}

TEST_P(Normals, WriteNothingButWhatIsAskedFor) {
  std::vector<double> all(100, 77);
  fill_normals(GetParam(), {1, 2}, 5, std::span(all).subspan(10, 70));
  EXPECT_TRUE(std::all_of(all.begin(), all.begin() + 10, [](double x) { return x == 77; }));
  EXPECT_TRUE(std::all_of(all.begin() + 80, all.end(), [](double x) { return x == 77; }));
  EXPECT_EQ(std::ranges::count(all, 77.0), 30);
}

/// Sums of powers of so many normals of a stream, and of products of those a distance apart.
struct Moments {
  Moments(InstructionSet set, std::uint64_t seed, std::uint64_t count) : number(static_cast<double>(count)) {
    std::vector<double> some(8192);
    for (std::uint64_t first = 0; first < count; first += some.size()) {
      fill_normals(set, {seed, 1}, first, some);
      add(some);
    }
  }

  void add(const std::vector<double>& some) {
    for (std::size_t i = 0; i < some.size(); ++i) {
      const double square = some[i] * some[i];
      power[0] += some[i];
      power[1] += square;
      power[2] += square * some[i];
      power[3] += square * square;
      beyond[std::min<std::size_t>(static_cast<std::size_t>(std::abs(some[i])), 7)] += 1;
      for (std::size_t lag = 0; lag < lags.size(); ++lag) {
        products[lag] += i >= lags[lag] ? some[i] * some[i - lags[lag]] : 0;
        square_products[lag] += i >= lags[lag] ? (square - 1) * (some[i - lags[lag]] * some[i - lags[lag]] - 1) : 0;
      }
    }
  }

  void expect_standard_normal() const {
    const double root = std::sqrt(number);
    EXPECT_NEAR(power[0] / root, 0, quantile);
    EXPECT_NEAR((power[1] - number) / root, 0, quantile * std::sqrt(2.0)); // variances 1, 2, 15, 96 of x^k
    EXPECT_NEAR(power[2] / root, 0, quantile * std::sqrt(15.0));
    EXPECT_NEAR((power[3] - 3 * number) / root, 0, quantile * std::sqrt(96.0));
    for (std::size_t lag = 0; lag < lags.size(); ++lag) {
      EXPECT_NEAR(products[lag] / root, 0, quantile) << "distance " << lags[lag];
      EXPECT_NEAR(square_products[lag] / root, 0, quantile * 2) << "distance " << lags[lag];
    }
    for (std::size_t k = 0; k < beyond.size(); ++k) { // between k and k + 1 standard deviations
      const double upper = k + 1 < beyond.size() ? std::erfc(static_cast<double>(k + 1) / std::numbers::sqrt2) : 0;
      const double expected = number * (std::erfc(static_cast<double>(k) / std::numbers::sqrt2) - upper);
      EXPECT_NEAR(beyond[k], expected, quantile * std::sqrt(expected) + 3) << k << " standard deviations";
    }
  }

  static constexpr std::array<std::size_t, 6> lags{1, 2, 8, 16, 17, 32};
  double number;
  std::array<double, 4> power{};
  std::array<double, 8> beyond{};
  std::array<double, lags.size()> products{};
  std::array<double, lags.size()> square_products{};
};

TEST_P(Normals, HaveTheMomentsTailsAndCorrelationsOfIndependentOnes) {
  for (const std::uint64_t seed : {1U, 2U}) {
    Moments(GetParam(), seed, 1U << 18U).expect_standard_normal();
  }
}

TEST_P(Normals, AreDistributedNormally) {
  std::vector<double> all = normals({9, 9}, 0, 200'000);
  std::ranges::sort(all);
  const double n = static_cast<double>(all.size());
  double distance = 0;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const double expected = std::erfc(-all[i] / std::numbers::sqrt2) / 2;
    const double index = static_cast<double>(i);
    distance = std::max({distance, expected - index / n, (index + 1) / n - expected});
  }
  EXPECT_LT(distance * std::sqrt(n), 2.225); // sqrt(ln(2 / 1e-4) / 2)
}

#if defined(SWEEP_LONG_PRESET)
/// Two thousand million, of which four are expected beyond six standard deviations.
TEST(NormalsLong, HaveTheirTails) {
  Moments(best_instruction_set(), 3, std::uint64_t{1} << 31U).expect_standard_normal();
}
#endif

} // namespace
} // namespace sweep
