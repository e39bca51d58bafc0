#pragma once

#include <cstdint>

namespace sweep {

/// How the settings of an experiment are spread over the ranges of its axes: as the grid of their values, or as points
/// that all of them share, so that each more axis needs no more points.
enum class Design {
  grid,
  sobol, ///< The sequence of Sobol: any first points are spread evenly, and 2^k fill 2^k equal parts of each axis.
  latin, ///< A Latin hypercube: n points fill n equal parts of each axis, at a random place of each.
};

/// So many axes are sampled together at most.
constexpr unsigned max_design_dimensions = 8;

/// The coordinate in [0, 1) of point `index` < `points` on axis `dimension` < max_design_dimensions. A pure function,
/// so that no list of points is ever made: a million need as much memory as one. Never for Design::grid.
///
/// Sobol's are those of Boost.Random (direction numbers of S. Joe, F. Y. Kuo, SIAM J. Sci. Comput. 30 (2008) 2635),
/// from the origin on, which Boost leaves out. Those of the Latin hypercube are always the same of so many points; the
/// order of the parts of an axis is a random permutation.
double design_coordinate(Design design, unsigned dimension, std::uint64_t index, std::uint64_t points);

} // namespace sweep
