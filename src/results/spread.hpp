#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace sweep {

/// How far the medians of a case lie apart from launch to launch of the same program: the noise against which a change
/// is judged. Of their logarithms, so that 0.01 is about one per cent.
struct Spread {
  std::int64_t launches = 0;
  double degrees_of_freedom = 0; ///< Of `deviation`: launches less groups.
  double deviation = 0;          ///< Standard deviation of a launch.
  double range = 0;              ///< The farthest that two launches of one group lay apart.
};

/// Of groups of launches (those of a label each), around the mean of each: the program may have changed between them.
/// Nothing where they are too few to say: fewer than four launches, or two degrees of freedom.
std::optional<Spread> spread_of(std::span<const std::vector<double>> groups);

/// The smallest shift of the logarithm that `launches` launches a side find with 95 % probability, where `cases` cases
/// are compared at once: in standard deviations of a launch. Nothing where so few launches decide nothing at all.
///
/// Of the test of launches (core/low_ranks.hpp) at the first of Holm's levels: what the t test finds in normal values,
/// by its efficiency against that. It is the square of the integral of (1/2 - u) times the normal quantile of u, for u
/// from 0 to 1/2, by the variance of max(0, 1/2 - u): (16 pi)^-1 by 5 / 192, which is 2.4 / pi (Hájek & Šidák, "Theory
/// of Rank Tests", VII.2.3).
std::optional<double> smallest_shift(std::int64_t launches, std::int64_t cases);

} // namespace sweep
