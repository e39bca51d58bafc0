// The checks of scores find error bars that are wrong, and are wrong themselves no more often than they say.

#include "workloads/scores.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <limits>
#include <random>
#include <set>
#include <string>
#include <vector>

namespace sweep {
namespace {

using Scores = std::vector<double>;
using Checks = std::set<std::string>;

const std::string variance_check = "variance of the scores";
const std::string distribution_check = "distribution of the scores";

Checks checks_of(const Scores& scores, double level = score_alarm_rate) {
  Checks checks;
  for (const std::string& doubt : score_doubts(scores, level)) {
    checks.insert(doubt.substr(0, doubt.find(':')));
  }
  return checks;
}

Scores standard_normal(std::size_t number, std::uint64_t seed) {
  std::mt19937_64 generator(seed);
  std::normal_distribution<double> normal;
  Scores scores(number);
  for (double& score : scores) {
    score = normal(generator);
  }
  return scores;
}

Scores changed(Scores scores, const std::function<double(double)>& change) {
  for (double& score : scores) {
    score = change(score);
  }
  return scores;
}

TEST(Scores, OfRightEstimatesAreNotDoubted) {
  EXPECT_EQ(checks_of({}), Checks{});
  for (const std::size_t number : {1U, 10U, 100U, 1000U, 100'000U}) {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
      EXPECT_EQ(checks_of(standard_normal(number, seed)), Checks{}) << number << " scores, seed " << seed;
    }
  }
}

TEST(Scores, TellErrorBarsThatAreTooSmallOrTooLarge) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const Scores right = standard_normal(1000, seed);
    for (const double factor : {1.4, 1 / 1.4}) {
      const Scores wrong = changed(right, [factor](double score) { return score * factor; });
      EXPECT_TRUE(checks_of(wrong).contains(variance_check)) << factor;
      const std::string words =
          factor > 1 ? "which are then too small, or the estimates biased" : "which are then too large";
      EXPECT_NE(score_doubts(wrong).at(0).find(words), std::string::npos) << score_doubts(wrong).at(0);
    }
    EXPECT_EQ(checks_of(changed(right, [](double score) { return score * 1.03; })), Checks{})
        << "as real errors may be";
  }
}

TEST(Scores, TellABiasThatLeavesTheirSquaresAsTheyShouldBe) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const Scores biased = changed(standard_normal(1000, seed), [](double score) { return 0.6 + 0.8 * score; });
    EXPECT_EQ(checks_of(biased), Checks{distribution_check}) << "seed " << seed;
  }
}

TEST(Scores, TellSettingsThatShareTheirDraws) {
  EXPECT_TRUE(checks_of(Scores(100, 0.9)).contains(distribution_check));
  Scores two_values(200, 1);
  std::fill_n(two_values.begin(), 100, -1);
  EXPECT_EQ(checks_of(two_values), Checks{distribution_check}) << "of variance 1";
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const Scores three = standard_normal(3, seed);
    Scores shared(999);
    for (std::size_t i = 0; i < shared.size(); ++i) {
      shared[i] = three[i % 3];
    }
    EXPECT_TRUE(checks_of(shared).contains(distribution_check)) << "seed " << seed;
  }
}

TEST(Scores, CountWhereTheyAreNumbersAndEnough) {
  EXPECT_EQ(checks_of(Scores(9, 5)), Checks{});
  EXPECT_EQ(checks_of(Scores(10, 5)), Checks{variance_check});
  Scores some(100, std::numeric_limits<double>::quiet_NaN());
  std::fill_n(some.begin(), 9, 5);
  EXPECT_EQ(checks_of(some), Checks{});
  some[99] = 5;
  EXPECT_EQ(checks_of(some), Checks{variance_check});
  EXPECT_EQ(checks_of(Scores(99, 0.9)), Checks{});
  EXPECT_EQ(checks_of(Scores(100, 0.9)), Checks{distribution_check});
}

/// The same numbers stand in tests/analysis/test_scores.py.
TEST(Scores, AreDoubtedFromWhereTheAnalysisDoubtsThem) {
  EXPECT_EQ(checks_of(Scores(10, 2.72)), Checks{});
  EXPECT_EQ(checks_of(Scores(10, 2.721)), Checks{variance_check});
  EXPECT_EQ(checks_of(Scores(10, 0.0859)), Checks{});
  EXPECT_EQ(checks_of(Scores(10, 0.0858)), Checks{variance_check});
  for (const double value : {1.112, 1.114}) {
    Scores two_values(100, value);
    std::fill_n(two_values.begin(), 50, -value);
    EXPECT_EQ(checks_of(two_values), value < 1.113 ? Checks{} : Checks{distribution_check}) << value;
  }
}

TEST(Scores, OfAnEstimateThatIsWrongAndClaimsNoErrorAreDoubted) {
  for (const double sign : {1.0, -1.0}) {
    Scores scores = standard_normal(50, 1);
    scores[7] = sign * std::numeric_limits<double>::infinity();
    EXPECT_EQ(checks_of(scores), Checks{variance_check});
  }
}

/// A distribution of scores: those of so many hits, that are Poisson distributed, whose error is estimated from them.
struct HitScores {
  std::vector<double> scores;
  std::vector<double> chances;
};

HitScores of_hits(double mean) {
  HitScores of;
  for (double hits = 1; hits < 3 * mean; ++hits) {
    of.scores.push_back((hits - mean) / std::sqrt(hits));
    of.chances.push_back(std::exp(hits * std::log(mean) - mean - std::lgamma(hits + 1)));
  }
  return of;
}

/// The least sum of the squares of so many scores that is doubted.
double doubted_sum(std::size_t number) {
  double low = 1;
  double high = 1000;
  for (int i = 0; i < 50; ++i) {
    const double middle = (low + high) / 2;
    (checks_of(Scores(number, std::sqrt(middle))).contains(variance_check) ? high : low) = middle;
  }
  return high * static_cast<double>(number);
}

/// The probability, or more, that the sum of so many squares is `limit` or more: by convolution on a grid to which
/// squares are rounded up.
double chance_beyond(const HitScores& of, std::size_t number, double limit) {
  constexpr std::size_t cells = 4000;
  std::vector<double> sums(cells);
  sums[0] = 1;
  for (std::size_t term = 0; term < number; ++term) {
    std::vector<double> next(cells);
    for (std::size_t i = 0; i < of.scores.size(); ++i) {
      const auto step = static_cast<std::size_t>(std::ceil(of.scores[i] * of.scores[i] / limit * cells));
      for (std::size_t cell = 0; cell + step < cells; ++cell) {
        next[cell + step] += sums[cell] * of.chances[i];
      }
    }
    sums = std::move(next);
  }
  double within = 0;
  for (const double chance : sums) {
    within += chance;
  }
  return 1 - within;
}

/// The fewest that count (least_hit_variance); more are nearer to normal.
TEST(Scores, OfFiftyHitsAreDoubtedOnceInAMillionResults) {
  const HitScores fifty = of_hits(50);
  for (const std::size_t number : {10U, 20U, 40U}) {
    const double chance = chance_beyond(fifty, number, doubted_sum(number));
    EXPECT_LT(chance, 1e-6) << number;
    EXPECT_GT(chance, 1e-9) << number << ": or the test above tells nothing";
  }
  Scores all; // as they are distributed
  for (std::size_t i = 0; i < fifty.scores.size(); ++i) {
    all.insert(all.end(), static_cast<std::size_t>(std::round(fifty.chances[i] * 100'000)), fifty.scores[i]);
  }
  EXPECT_EQ(checks_of(all), Checks{}) << "though never normal";
}

/// Far less often, since both bounds are generous, and more is granted: 25 and 100 times of so many, about.
TEST(Scores, AreDoubtedNoMoreOftenThanTheLevelSays) {
  int variances = 0;
  int distributions = 0;
  for (std::uint64_t seed = 1; seed <= 2000; ++seed) {
    const Checks checks = checks_of(standard_normal(100, seed), 0.5);
    variances += static_cast<int>(checks.count(variance_check));
    distributions += static_cast<int>(checks.count(distribution_check));
  }
  EXPECT_LT(variances, 1000);
  EXPECT_LT(distributions, 1000);
}

} // namespace
} // namespace sweep
