#include "core/design.hpp"

#include <gtest/gtest.h>

#include <boost/random/sobol.hpp>
#include <cmath>
#include <set>
#include <vector>

namespace sweep {
namespace {

TEST(Design, HasTheSobolPointsOfBoostAfterTheOrigin) {
  constexpr std::uint64_t points = 1 << 20;
  for (unsigned dimension = 0; dimension < max_design_dimensions; ++dimension) {
    EXPECT_EQ(design_coordinate(Design::sobol, dimension, 0, points), 0);
  }
  boost::random::sobol engine(max_design_dimensions);
  const auto expect_point = [&](std::uint64_t index) {
    for (unsigned dimension = 0; dimension < max_design_dimensions; ++dimension) {
      const double expected = std::ldexp(static_cast<double>(engine() >> 11U), -53);
      ASSERT_EQ(design_coordinate(Design::sobol, dimension, index, points), expected) << index << ' ' << dimension;
    }
  };
  for (std::uint64_t index = 1; index < 2000; ++index) {
    expect_point(index);
  }
  engine.seed();
  engine.discard((points - 2) * max_design_dimensions);
  expect_point(points - 1);
}

/// How many of `parts` equal parts of an axis the points fill.
std::size_t parts_filled(Design design, unsigned dimension, std::uint64_t points) {
  std::set<double> parts;
  for (std::uint64_t index = 0; index < points; ++index) {
    const double coordinate = design_coordinate(design, dimension, index, points);
    EXPECT_GE(coordinate, 0);
    EXPECT_LT(coordinate, 1);
    parts.insert(std::floor(coordinate * static_cast<double>(points)));
  }
  return parts.size();
}

TEST(Design, FillsEachPartOfEachAxisOnce) {
  for (unsigned dimension = 0; dimension < max_design_dimensions; ++dimension) {
    for (const std::uint64_t points : {1U, 2U, 3U, 5U, 64U, 1000U, 4097U}) {
      EXPECT_EQ(parts_filled(Design::latin, dimension, points), points) << dimension;
    }
    EXPECT_EQ(parts_filled(Design::sobol, dimension, 1024), 1024) << dimension;
  }
}

/// Coordinates of two axes that did not differ, or were in order, would have a correlation of one.
TEST(Design, HasAxesOfALatinHypercubeThatAreIndependent) {
  constexpr std::uint64_t points = 10'000;
  for (unsigned one = 0; one < max_design_dimensions; ++one) {
    double with_order = 0;
    double with_next = 0;
    for (std::uint64_t index = 0; index < points; ++index) {
      const double coordinate = design_coordinate(Design::latin, one, index, points) - 0.5;
      const double next = design_coordinate(Design::latin, (one + 1) % max_design_dimensions, index, points) - 0.5;
      with_order += 12 * coordinate * (static_cast<double>(index) / points - 0.5) / points;
      with_next += 12 * coordinate * next / points;
    }
    EXPECT_LT(std::abs(with_order), 0.045) << one; // 4.5 standard deviations of independent ones
    EXPECT_LT(std::abs(with_next), 0.045) << one;
  }
}

} // namespace
} // namespace sweep
