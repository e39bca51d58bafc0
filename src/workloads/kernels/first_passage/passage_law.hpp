#pragma once

#include <cstdint>

namespace sweep {

/// What is known exactly of a walk from 0 by +1, with probability `up`, or -1 a step, until it reaches +distance or
/// -distance, or `limit` steps are done.
struct PassageLaw {
  double above;             ///< Probability to end at +distance …
  double below;             ///< … and at -distance.
  double mean_steps;        ///< Until it ends …
  double mean_square_steps; ///< … and of their squares.
};

/// By the eigenvalues of the walk between its barriers, to some 1e-11 where (up / q)^(distance / 2) and its reciprocal
/// are some thousands at most: W. Feller, "An Introduction to Probability Theory
/// and Its Applications", volume 1, 3rd edition, XIV.5 (5.7). With a = 2 · distance, q = 1 - up and
/// lambda_v = 2 sqrt(up q) cos(pi v / a), the walk ends below at step n with probability
///
///     2 sqrt(up q) / a · (q / up)^(distance / 2) · sum over v < a of sin(pi v / a) sin(pi v / 2) lambda_v^(n - 1),
///
/// above with (up / q)^distance times that; geometric series over n give the rest. Takes time in proportion to
/// distance.
PassageLaw passage_law(double up, std::uint64_t distance, std::uint64_t limit);

} // namespace sweep
