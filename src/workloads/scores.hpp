#pragma once

#include <span>
#include <string>
#include <vector>

namespace sweep {

/// How often each check of scores is wrong about scores that are exactly standard normal, at most. Of those that count
/// (Kernel::score()), which are only near to that, it is once in a million results (analysis/README.md).
constexpr double score_alarm_rate = 1e-8;

/// What shows that standard errors are wrong, or estimates biased, or settings alike. A score is how far the estimate
/// of a setting lies from what theory says, in standard errors of its own; not a number where it does not count,
/// infinite where the estimate is wrong and claims no error. A warning for each check that fails, which begins with the
/// check's name and ends in what to do.
///
///     variance of the scores      of ten scores and more: their squares are chi-squared, on average 1, within 10 %
///                                 that real standard errors may add
///     distribution of the scores  of a hundred and more: it is near the standard normal one (Kolmogorov and Smirnov),
///                                 within 0.05 that skewness and whole numbers of hits may add
///
/// @param scores  of settings that are independent
std::vector<std::string> score_doubts(std::span<const double> scores, double level = score_alarm_rate);

} // namespace sweep
