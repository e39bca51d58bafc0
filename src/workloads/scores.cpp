#include "workloads/scores.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numbers>

#include "core/portable_math.hpp"

namespace sweep {
namespace {

constexpr std::size_t fewest_for_variance = 10;
constexpr std::size_t fewest_for_distribution = 100;
constexpr double tolerated_ratio = 1.1; ///< Of the variance, either way.
constexpr double tolerated_distance = 0.05;

/// Both forms are Chernoff's bound: for the mean r of n squares of standard normal numbers, from E exp(t x²) =
/// (1 - 2t)^(-1/2), P(r >= R) <= exp(-n/2 (R - 1 - ln R)) where R > 1, and the same of r <= R where R < 1.
std::string variance_of_the_scores(std::span<const double> scores, double level) {
  if (scores.size() < fewest_for_variance) {
    return {};
  }
  const double number = static_cast<double>(scores.size());
  double squares = 0;
  for (const double score : scores) {
    squares += score * score;
  }
  const double found = squares / number;
  const double ratio = found > 1 ? std::max(1.0, found / tolerated_ratio) : std::min(1.0, found * tolerated_ratio);
  if (number / 2 * (ratio - 1 - std::log(ratio)) < std::log(2 / level)) {
    return {};
  }
  return fmt::format(
      "variance of the scores: the squares of (estimate - exact answer) / standard error are {:.3g} on average of {} "
      "settings, those of right standard errors 1, which are then too {}; {}",
      found, scores.size(), found > 1 ? "small, or the estimates biased" : "large",
      found > 1 ? "take more draws a setting (of a chain, a longer burn-in), and look at how the kernel gets its error"
                : "look at how the kernel gets its error");
}

/// P(D > d) <= 2 e exp(-2 n d²) for the distance of n independent numbers from the mean of their distributions, be
/// these different: J. Bretagnolle, "Statistique de Kolmogorov-Smirnov pour un échantillon non équiréparti", Colloques
/// internationaux du CNRS 307 (1980) 39; G. R. Shorack, J. A. Wellner, "Empirical Processes with Applications to
/// Statistics" (1986), chapter 25.
std::string distribution_of_the_scores(std::vector<double> scores, double level) {
  if (scores.size() < fewest_for_distribution) {
    return {};
  }
  std::ranges::sort(scores);
  const double number = static_cast<double>(scores.size());
  double distance = 0;
  for (std::size_t i = 0; i < scores.size(); ++i) {
    const double expected = portable_math::normal_distribution(scores[i]);
    const double below = static_cast<double>(i) / number;
    distance = std::max({distance, expected - below, below + 1 / number - expected});
  }
  const double most = std::sqrt(std::log(2 * std::numbers::e / level) / 2 / number) + tolerated_distance;
  if (distance <= most) {
    return {};
  }
  return fmt::format(
      "distribution of the scores: of (estimate - exact answer) / standard error of {} settings it is "
      "{:.2g} from the standard normal one, that of right and independent estimates at most {:.2g}; look "
      "for settings that share their draws, and for a bias",
      scores.size(), distance, most);
}

} // namespace

std::vector<std::string> score_doubts(std::span<const double> scores, double level) {
  std::vector<double> counting;
  std::ranges::copy_if(scores, std::back_inserter(counting), [](double score) { return !std::isnan(score); });
  std::vector<std::string> found{variance_of_the_scores(counting, level),
                                 distribution_of_the_scores(std::move(counting), level)};
  std::erase(found, "");
  return found;
}

} // namespace sweep
