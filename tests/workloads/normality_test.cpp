// The estimates of the lecture's sweep, 1,000 radii of 10,000 draws, are what independent random points give: their
// deviations from pi, divided by their standard errors, are standard normal, and no two settings share their draws.
//
// All seeds are fixed, so a test passes always or never; the thresholds are such that a correct program with seeds
// chosen at random would fail one comparison in ten thousand.
//
// Hits are whole numbers: at radius 0.1 there are 78.5 +- 8.8 of them, so a z-score is one of a lattice of steps
// 1 / 8.8, and skewed by (1 - 2p) / 8.8. The lattices of different radii have other steps and offsets, so that what is
// left of the steps in the distribution of all z-scores, and of the skewness (0.4 (1 - 2p) / (6 * 8.8) at most of the
// distribution function), stays below the 0.01 that the Kolmogorov-Smirnov test allows for them.

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <numbers>

#include "service.hpp"
#include "workloads/kernels/catalogue.hpp"

namespace sweep {
namespace {

using Scores = std::vector<double>;

constexpr std::uint64_t settings = 1000;
constexpr std::uint64_t draws = 10'000;
constexpr double normal_quantile = 3.89;      // two-sided, 1e-4
constexpr double kolmogorov_quantile = 2.225; // sqrt(ln(2 / 1e-4) / 2)
constexpr double discreteness = 0.01;

const std::vector<std::uint64_t> seeds = {1, 2, 3, 2026, ~std::uint64_t{0}};

SettingAxis radii() {
  return {.name = "radius", .list = {}, .from = 0.1, .to = 1, .count = settings};
}

/// The standard error of an estimate from the exact probability of a hit.
double exact_error(double radius) {
  const double p = std::numbers::pi * radius * radius / 4;
  return 4 / (radius * radius) * std::sqrt(p * (1 - p) / static_cast<double>(draws));
}

Table estimates(std::uint64_t seed) {
  Values values = defaults_of("monte_carlo");
  values.set("settings", static_cast<std::int64_t>(settings));
  values.set("draws", static_cast<std::int64_t>(draws));
  const Settings grid{{radii()}};
  const std::unique_ptr<Workload> workload = make_workload("monte_carlo", values, grid, seed);
  return find_workload("monte_carlo")
      ->settings->estimates(
          {.seed = seed, .instruction_set = best_instruction_set(), .values = values, .settings = grid},
          run_all(*workload).words());
}

Scores scores(std::uint64_t seed) {
  const Table table = estimates(seed);
  const std::vector<double>& mean = table.get<double>("mean");
  const std::vector<double>& radius = table.get<double>("radius");
  Scores z(mean.size());
  for (std::size_t i = 0; i < z.size(); ++i) {
    z[i] = (mean[i] - std::numbers::pi) / exact_error(radius[i]);
  }
  return z;
}

/// The same from a program that would take its draws from another stream than that of seed and setting.
Scores scores_from(const std::function<Stream(std::uint64_t setting)>& stream) {
  const std::unique_ptr<const Kernel> kernel = find_kernel("pi")->make({best_instruction_set()});
  Scores z(settings);
  for (std::uint64_t i = 0; i < settings; ++i) {
    const double radius = radii().at(i);
    std::array<std::uint64_t, 1> hits{};
    kernel->accumulate(stream(i), &radius, 0, draws, hits);
    z[i] = (kernel->estimate(hits, &radius, draws).mean - std::numbers::pi) / exact_error(radius);
  }
  return z;
}

double mean_of(const Scores& z) {
  double sum = 0;
  for (const double score : z) {
    sum += score;
  }
  return sum / static_cast<double>(z.size());
}

double mean_square(const Scores& z) {
  double sum = 0;
  for (const double score : z) {
    sum += score * score;
  }
  return sum / static_cast<double>(z.size());
}

/// The greatest distance between the distribution of `z` and the standard normal one.
double kolmogorov_smirnov(Scores z) {
  std::ranges::sort(z);
  const double n = static_cast<double>(z.size());
  double distance = 0;
  for (std::size_t i = 0; i < z.size(); ++i) {
    const double expected = std::erfc(-z[i] / std::numbers::sqrt2) / 2;
    const double index = static_cast<double>(i);
    distance = std::max({distance, expected - index / n, (index + 1) / n - expected});
  }
  return distance;
}

bool looks_standard_normal(const Scores& z) {
  const double n = static_cast<double>(z.size());
  return std::abs(mean_of(z)) < normal_quantile / std::sqrt(n) &&
         std::abs(mean_square(z) - 1) < normal_quantile * std::sqrt(2 / n) &&
         kolmogorov_smirnov(z) < kolmogorov_quantile / std::sqrt(n) + discreteness;
}

/// The greatest correlation coefficient between the scores of settings a given distance apart, over all distances from
/// `first_lag` to half of the settings, in units of its standard deviation when all are independent.
double largest_correlation(const Scores& first, const Scores& second, std::size_t first_lag) {
  double largest = 0;
  for (std::size_t lag = first_lag; lag <= first.size() / 2; ++lag) {
    double product = 0;
    double first_square = 0;
    double second_square = 0;
    for (std::size_t i = 0; i + lag < first.size(); ++i) {
      product += first[i + lag] * second[i];
      first_square += first[i + lag] * first[i + lag];
      second_square += second[i] * second[i];
    }
    const double deviation = 1 / std::sqrt(static_cast<double>(first.size() - lag));
    largest = std::max(largest, std::abs(product) / std::sqrt(first_square * second_square) / deviation);
  }
  return largest;
}

/// Of 501 distances one exceeds 5.2 with probability 1e-4; sums of products have slightly longer tails than the normal.
constexpr double correlation_threshold = 5.5;

bool settings_share_draws(const Scores& z) {
  return largest_correlation(z, z, 1) > correlation_threshold;
}

TEST(Estimates, DeviateFromPiAsTheStandardNormalDistribution) {
  for (const std::uint64_t seed : seeds) {
    const Scores z = scores(seed);
    ASSERT_EQ(z.size(), settings);
    const double n = static_cast<double>(settings);
    EXPECT_NEAR(mean_of(z), 0, normal_quantile / std::sqrt(n)) << "seed " << seed;
    EXPECT_NEAR(mean_square(z), 1, normal_quantile * std::sqrt(2 / n)) << "seed " << seed;
    EXPECT_LT(kolmogorov_smirnov(z), kolmogorov_quantile / std::sqrt(n) + discreteness) << "seed " << seed;
    EXPECT_TRUE(looks_standard_normal(z)) << "seed " << seed;
  }
}

TEST(Estimates, OfAllSeedsTogetherAreStandardNormalToo) {
  Scores all;
  for (const std::uint64_t seed : seeds) {
    const Scores z = scores(seed);
    all.insert(all.end(), z.begin(), z.end());
  }
  EXPECT_TRUE(looks_standard_normal(all))
      << "mean " << mean_of(all) << ", mean square " << mean_square(all) << ", distance " << kolmogorov_smirnov(all);
}

TEST(Estimates, TellTheirStandardErrorWithinWhatItsOwnErrorAllows) {
  for (const std::uint64_t seed : seeds) {
    const Table table = estimates(seed);
    for (std::uint64_t i = 0; i < settings; ++i) {
      const double radius = table.get<double>("radius")[i];
      const double p = std::numbers::pi * radius * radius / 4;
      // By propagation: sqrt(p(1 - p)) has the relative error |1 - 2p| / (2 (1 - p)) sqrt((1 - p) / (n p)). Five times
      // that, and the second-order term where p = 1/2 makes the first one vanish.
      const double own = std::abs(1 - 2 * p) / 2 / std::sqrt(static_cast<double>(draws) * p * (1 - p));
      EXPECT_NEAR(table.get<double>("standard_error")[i] / exact_error(radius), 1, 5 * own + 0.002)
          << "seed " << seed << ", setting " << i;
    }
  }
}

TEST(Estimates, OfDifferentSettingsShareNoDraws) {
  for (const std::uint64_t seed : seeds) {
    EXPECT_LT(largest_correlation(scores(seed), scores(seed), 1), correlation_threshold) << "seed " << seed;
  }
}

TEST(Estimates, OfDifferentSeedsShareNoDraws) {
  for (std::size_t i = 0; i < seeds.size(); ++i) {
    for (std::size_t j = 0; j < seeds.size(); ++j) {
      if (i != j) {
        EXPECT_LT(largest_correlation(scores(seeds[i]), scores(seeds[j]), 0), correlation_threshold)
            << "seeds " << seeds[i] << " and " << seeds[j];
      }
    }
  }
}

// Negative controls: what the tests above would find in programs that repeat their streams.

TEST(NormalityTest, AcceptsTheScoresOfTheRightStreams) {
  for (const std::uint64_t seed : seeds) {
    const Scores z = scores_from([seed](std::uint64_t setting) { return Stream{seed, setting}; });
    EXPECT_EQ(z, scores(seed)); // the control computes what the workload does, but for the stream
    EXPECT_FALSE(settings_share_draws(z));
  }
}

TEST(NormalityTest, RejectsOneStreamForAllSettings) {
  for (const std::uint64_t seed : seeds) {
    const Scores z = scores_from([seed](std::uint64_t) { return Stream{seed, 0}; });
    EXPECT_TRUE(settings_share_draws(z)) << "seed " << seed;
    EXPECT_FALSE(looks_standard_normal(z)) << "seed " << seed;
  }
}

TEST(NormalityTest, RejectsStreamsThatRanksOrThreadsBeginAnew) {
  for (const std::uint64_t seed : seeds) {
    for (const std::uint64_t workers : {2U, 3U, 4U, 8U}) {
      const std::uint64_t share = settings / workers;
      const Scores blocks = scores_from([=](std::uint64_t setting) { return Stream{seed, setting % share}; });
      EXPECT_TRUE(settings_share_draws(blocks)) << workers << " workers with a block each, seed " << seed;
      const Scores turns = scores_from([=](std::uint64_t setting) { return Stream{seed, setting / workers}; });
      EXPECT_TRUE(settings_share_draws(turns)) << workers << " workers in turn, seed " << seed;
    }
  }
}

TEST(NormalityTest, RejectsSeedsThatAreCountedOnFromSettingToSetting) {
  const Scores one = scores_from([](std::uint64_t setting) { return Stream{1 + setting, 0}; });
  const Scores two = scores_from([](std::uint64_t setting) { return Stream{2 + setting, 0}; });
  EXPECT_GT(largest_correlation(one, two, 0), correlation_threshold);
}

TEST(NormalityTest, RejectsScoresThatAreShiftedOrWidened) {
  for (const std::uint64_t seed : seeds) {
    Scores shifted = scores(seed);
    Scores widened = shifted;
    for (std::size_t i = 0; i < settings; ++i) {
      shifted[i] += 0.25;
      widened[i] *= 1.2;
    }
    EXPECT_FALSE(looks_standard_normal(shifted)) << "seed " << seed;
    EXPECT_FALSE(looks_standard_normal(widened)) << "seed " << seed;
  }
}

TEST(NormalityTest, RejectsAnotherShapeWithTheRightMeanAndVariance) {
  Scores uniform(seeds.size() * settings);
  for (std::size_t i = 0; i < uniform.size(); ++i) {
    uniform[i] = std::sqrt(12.0) * ((static_cast<double>(i) + 0.5) / static_cast<double>(uniform.size()) - 0.5);
  }
  EXPECT_NEAR(mean_of(uniform), 0, 1e-9);
  EXPECT_NEAR(mean_square(uniform), 1, 1e-6);
  EXPECT_FALSE(looks_standard_normal(uniform));
}

} // namespace
} // namespace sweep
