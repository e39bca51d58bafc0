#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "workloads/streams/streams.hpp"

namespace sweep {

/// What is known of one task of a Monte Carlo result.
struct Sampled {
  Origin origin;
  std::uint64_t draws = 0;
  /// How far its estimate lies from what it should be, in standard deviations of its distribution; none where that is
  /// not known, or not near enough to normal.
  std::optional<double> deviation{};
};

/// How often each check is wrong about right streams, at most: once in so many results it warns by chance.
constexpr double false_alarm_rate = 1e-4;

/// What shows that the random numbers of a result are not independent: a warning for each check that it fails, which
/// begins with the check's name and ends in what to do. Pure statistics: they know nothing of how the numbers were
/// made.
///
///     variance of the mean   the mean over settings that began at the same place of different generators varies as
///                            that of independent ones: its squares, in standard deviations, are chi-squared
///     duplicate streams      no more tasks began with the same draw of different generators than chance makes
///     serial correlation     half of the bits of two first draws agree, at the same place of neighbouring generators
///                            (Hoeffding's inequality, J. Am. Stat. Assoc. 58 (1963) 13, theorem 2); the same draw is
///                            not counted, as it is what duplicate streams are about
///     lost draws             tasks took as many draws from each generator as it gave: exact, and never wrong
///
/// @param bits   so many, the lowest, of Origin::bits are random
/// @param level  the rate of false alarms of each check
std::vector<std::string> doubts(std::span<const Sampled> tasks, int bits, double level = false_alarm_rate);

} // namespace sweep
