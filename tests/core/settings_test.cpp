#include "core/settings.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "core/errors.hpp"

namespace sweep {
namespace {

constexpr std::uint64_t two_to_the_53 = std::uint64_t{1} << 53;

SettingAxis range(double from, double to, std::uint64_t count, Spacing spacing = Spacing::linear) {
  return {.name = "radius", .list = {}, .from = from, .to = to, .count = count, .spacing = spacing};
}

SettingAxis listed(std::string name, std::vector<double> list) {
  return {.name = std::move(name), .list = std::move(list)};
}

std::vector<double> values_of(const SettingAxis& axis) {
  std::vector<double> values;
  for (std::uint64_t i = 0; i < axis.size(); ++i) {
    values.push_back(axis.at(i));
  }
  return values;
}

TEST(SettingAxis, HasExactEnds) {
  for (const Spacing spacing : {Spacing::linear, Spacing::logarithmic}) {
    for (const std::uint64_t count : {2U, 3U, 7U, 1000U, 100'000'000U}) {
      const SettingAxis axis = range(0.1, 0.7, count, spacing);
      EXPECT_EQ(axis.at(0), 0.1);
      EXPECT_EQ(axis.at(count - 1), 0.7);
    }
  }
}

TEST(SettingAxis, SpacesLinearlyUpwardsAndDownwards) {
  EXPECT_EQ(values_of(range(0, 1, 5)), (std::vector{0.0, 0.25, 0.5, 0.75, 1.0}));
  EXPECT_EQ(values_of(range(1, 0, 5)), (std::vector{1.0, 0.75, 0.5, 0.25, 0.0}));
}

TEST(SettingAxis, SpacesLogarithmically) {
  const std::vector<double> values = values_of(range(0.001, 1000, 7, Spacing::logarithmic));
  const std::array expected{0.001, 0.01, 0.1, 1.0, 10.0, 100.0, 1000.0};
  ASSERT_EQ(values.size(), expected.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    EXPECT_NEAR(values[i] / expected[i], 1, 1e-14);
  }
}

TEST(SettingAxis, RisesStrictlyOverAThousandValues) {
  for (const Spacing spacing : {Spacing::linear, Spacing::logarithmic}) {
    const std::vector<double> values = values_of(range(0.1, 1, 1000, spacing));
    for (std::size_t i = 1; i < values.size(); ++i) {
      ASSERT_LT(values[i - 1], values[i]);
    }
  }
}

TEST(SettingAxis, OfOneValueTakesTheFirstEnd) {
  EXPECT_EQ(values_of(range(0.3, 0.9, 1)), std::vector{0.3});
  EXPECT_EQ(values_of(range(0.3, 0.9, 1, Spacing::logarithmic)), std::vector{0.3});
}

TEST(SettingAxis, PrefersItsListToItsRange) {
  SettingAxis axis = range(0, 1, 100);
  axis.list = {0.5, 0.1};
  EXPECT_EQ(axis.size(), 2);
  EXPECT_EQ(values_of(axis), (std::vector{0.5, 0.1}));
}

TEST(SettingAxisDeathTest, RefusesAnIndexBeyondItsEnd) {
  EXPECT_DEATH(range(0, 1, 3).at(3), "index < size");
  EXPECT_DEATH(listed("a", {1, 2}).at(2), "index < size");
}

TEST(Settings, AreAGridWhoseLastAxisRunsFastest) {
  const Settings settings{{listed("a", {1, 2}), listed("b", {10, 20, 30}), range(0, 1, 2)}};
  ASSERT_EQ(settings.count(), 12);
  std::vector<std::array<double, 3>> points(12);
  for (std::uint64_t setting = 0; setting < 12; ++setting) {
    settings.at(setting, points[setting].data());
  }
  const std::vector<std::array<double, 3>> expected = {{1, 10, 0}, {1, 10, 1}, {1, 20, 0}, {1, 20, 1},
                                                       {1, 30, 0}, {1, 30, 1}, {2, 10, 0}, {2, 10, 1},
                                                       {2, 20, 0}, {2, 20, 1}, {2, 30, 0}, {2, 30, 1}};
  EXPECT_EQ(points, expected);
}

TEST(Settings, OfADesignShareTheirPointsBesideTheGridOfTheOthers) {
  constexpr std::uint64_t points = 64;
  SettingAxis one = range(1, 3, points);
  SettingAxis other = range(1, 100, points, Spacing::logarithmic);
  one.design = other.design = Design::sobol;
  other.dimension = 1;
  const Settings settings{{one, listed("beside", {7, 8}), other}};
  ASSERT_EQ(settings.count(), 2 * points);
  for (std::uint64_t i = 0; i < settings.count(); ++i) {
    std::array<double, 3> values{};
    settings.at(i, values.data());
    EXPECT_EQ(values[0], 1 + 2 * design_coordinate(Design::sobol, 0, i / 2, points));
    EXPECT_EQ(values[1], i % 2 == 0 ? 7 : 8);
    EXPECT_EQ(values[2], std::pow(100, design_coordinate(Design::sobol, 1, i / 2, points)));
  }
}

TEST(Settings, SampleWholeNumbersEachAsOften) {
  SettingAxis axis = range(3, 6, 1000);
  axis.design = Design::latin;
  axis.whole = true;
  std::array<int, 10> counts{};
  for (const double value : values_of(axis)) {
    ++counts.at(static_cast<std::size_t>(value));
  }
  EXPECT_EQ(counts, (std::array<int, 10>{0, 0, 0, 250, 250, 250, 250, 0, 0, 0}));
}

TEST(Settings, WithoutAxesAreOne) {
  EXPECT_EQ(Settings{}.count(), 1);
}

TEST(Settings, MayBeAsManyAsTwoToThe53) {
  const Settings settings{{range(0, 1, std::uint64_t{1} << 27), range(0, 1, std::uint64_t{1} << 26)}};
  EXPECT_EQ(settings.count(), two_to_the_53);
}

TEST(Settings, BeyondTwoToThe53AreAMistakeThatNamesTheAxis) {
  try {
    (void)Settings{{listed("a", {1, 2}), range(0, 1, two_to_the_53)}}.count();
    FAIL() << "no exception";
  } catch (const UsageError& error) {
    EXPECT_STREQ(error.what(), "radius: the grid of settings has more than 2^53 points; give its axes smaller counts");
  }
}

TEST(Settings, BeyondTwoToThe53ByOneAreAMistakeToo) {
  EXPECT_THROW((void)(Settings{{range(0, 1, two_to_the_53 + 1)}}.count()), UsageError);
  // 2^53 + 1 = 321 * 28059810762433
  EXPECT_THROW((void)(Settings{{range(0, 1, 321), range(0, 1, 28'059'810'762'433)}}.count()), UsageError);
}

TEST(Settings, ThatWouldOverflowSixtyFourBitsAreAMistake) {
  const std::uint64_t many = std::uint64_t{1} << 52;
  EXPECT_THROW((void)(Settings{{range(0, 1, many), range(0, 1, many), range(0, 1, many)}}.count()), UsageError);
  EXPECT_THROW((void)(Settings{{range(0, 1, ~std::uint64_t{0}), range(0, 1, 2)}}.count()), UsageError);
}

TEST(Settings, OfWholeNumbersAreTheNearestOnes) {
  SettingAxis axis = range(1, 8, 4);
  axis.whole = true;
  EXPECT_EQ((std::vector{axis.at(0), axis.at(1), axis.at(2), axis.at(3)}), (std::vector{1.0, 3.0, 6.0, 8.0}));
  axis.spacing = Spacing::logarithmic;
  EXPECT_EQ((std::vector{axis.at(0), axis.at(1), axis.at(2), axis.at(3)}), (std::vector{1.0, 2.0, 4.0, 8.0}));
}

TEST(Settings, ThatAreNumberedGoUpByOneFromTheFirst) {
  SettingAxis axis = range(5, 99, 4);
  axis.numbered = true;
  EXPECT_EQ((std::vector{axis.at(0), axis.at(1), axis.at(2), axis.at(3)}), (std::vector{5.0, 6.0, 7.0, 8.0}));
}

} // namespace
} // namespace sweep
