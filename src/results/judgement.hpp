#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "core/statistics.hpp"
#include "results/spread.hpp"

namespace sweep {

/// The probability, at most, that any of the cases compared together is called slower or faster though nothing changed;
/// and that any is called the same though it changed by more than the threshold.
inline constexpr double family_level = 0.05;

/// From how many launches on the noise of a case is known well enough to go by: of ten, 11 % of comparisons of the same
/// program were wrong where launches have two modes, of which ten may show one (tests/long/compare_simulation.py).
inline constexpr std::int64_t fewest_that_tell_noise = 20;

/// What is known of a case: the median time of each launch, positive, on both sides.
struct CaseLaunches {
  std::vector<double> base;
  std::vector<double> other;
  std::optional<Spread> noise = {}; ///< Known well enough to go by where these are too few.
};

enum class Verdict { undecided, same, slower, faster };

/// What the launches say of a case. NaN where they say nothing.
struct Judgement {
  Verdict verdict = Verdict::undecided;
  double ratio = std::numeric_limits<double>::quiet_NaN(); ///< Time of the other side by that of the base.
  Interval interval{};                                     ///< Of the ratio, corrected for the number of cases.
  std::int64_t more_launches = 0;                          ///< Undecided: about so many more a side would decide.
  bool by_noise = false;                                   ///< The interval is made from the noise of another file.
};

/// Judges cases together. The launch is the unit: medians of launches are compared, by their logarithms.
///
/// The estimate and its interval are those of a rank test of the lower half of the launches (core/low_ranks.hpp), read
/// at the level that Holm's correction gives the case. Slower and faster: the interval leaves out 1, and does not lie
/// between 1 / (1 + threshold) and 1 + threshold; same: it lies there also at the first of Holm's levels, since that
/// many cases may be called so, whether they changed or not; else undecided. Launches that are paired in time are not
/// compared pair by pair: where launches depend on those before, as only then pairs help, the signed-rank test said
/// "slower" of the same program up to twice too often (tests/long/compare_simulation.py).
///
/// Where a side has so few launches that the test can reject nothing at the first of Holm's levels, and the noise is
/// known, Student's t of that noise makes the interval, at least five times as wide as the noise has ever been seen to
/// be.
std::vector<Judgement> judge(std::span<const CaseLaunches> cases, double threshold);

} // namespace sweep
