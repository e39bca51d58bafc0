#include "services/latency/latency.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace sweep {
namespace {

constexpr Seconds mean = 0.1;
constexpr std::uint64_t count = 100'000;

std::vector<Seconds> latencies(const LatencyRule& rule) {
  std::vector<Seconds> all;
  for (std::uint64_t n = 0; n < count; ++n) {
    all.push_back(latency(rule, n));
  }
  return all;
}

Seconds mean_of(const std::vector<Seconds>& all) {
  Seconds sum = 0;
  for (const Seconds each : all) {
    sum += each;
  }
  return sum / static_cast<double>(all.size());
}

/// The share of values below `limit`.
double share_below(const std::vector<Seconds>& all, Seconds limit) {
  return static_cast<double>(std::ranges::count_if(all, [=](Seconds each) { return each < limit; })) /
         static_cast<double>(all.size());
}

/// Five standard errors of a share of `count` values.
double tolerance(double share) {
  return 5 * std::sqrt(share * (1 - share) / static_cast<double>(count));
}

TEST(Distribution, IsKnownByItsName) {
  EXPECT_EQ(distribution_names(), (std::vector<std::string>{"fixed", "exponential", "lognormal", "queue"}));
  for (const std::string& each : distribution_names()) {
    EXPECT_EQ(name(distribution_of(each)), each);
  }
  EXPECT_EQ(distribution_of("lognormal"), Distribution::lognormal);
}

TEST(Latency, IsTheMeanItselfWhereItIsFixedOrThatOfAQueue) {
  for (const Distribution distribution : {Distribution::fixed, Distribution::queue}) {
    for (std::uint64_t n = 0; n < 100; ++n) {
      EXPECT_EQ(latency({.distribution = distribution, .mean = mean, .depth = 3, .seed = 1}, n), mean);
    }
  }
}

TEST(Latency, IsExponential) {
  const std::vector<Seconds> all = latencies({.distribution = Distribution::exponential, .mean = mean, .seed = 215});
  EXPECT_NEAR(mean_of(all), mean, 5 * mean / std::sqrt(count)); // the standard deviation is the mean
  EXPECT_GE(std::ranges::min(all), 0);
  for (const double times : {0.1, 0.5, 1.0, 2.0, 4.0}) {
    const double share = 1 - std::exp(-times);
    EXPECT_NEAR(share_below(all, times * mean), share, tolerance(share)) << times;
  }
}

TEST(Latency, IsLognormalWithTheMeanAskedForWhateverTheSigma) {
  for (const double sigma : {0.25, 0.5, 1.0}) {
    const std::vector<Seconds> all =
        latencies({.distribution = Distribution::lognormal, .mean = mean, .sigma = sigma, .seed = 215});
    const double deviation = mean * std::sqrt(std::exp(sigma * sigma) - 1);
    EXPECT_NEAR(mean_of(all), mean, 5 * deviation / std::sqrt(count)) << sigma;
    EXPECT_GT(std::ranges::min(all), 0);
    for (const double z : {-2.0, -1.0, 0.0, 1.0, 2.0}) { // standard deviations of the logarithm
      const double share = 0.5 * std::erfc(-z / std::sqrt(2));
      const Seconds limit = mean * std::exp(sigma * (z - sigma / 2));
      EXPECT_NEAR(share_below(all, limit), share, tolerance(share)) << sigma << ", " << z;
    }
  }
}

TEST(Latency, IsAFunctionOfSeedAndNumber) {
  for (const Distribution distribution : {Distribution::exponential, Distribution::lognormal}) {
    std::set<Seconds> seen;
    for (std::uint64_t seed = 0; seed < 30; ++seed) {
      for (std::uint64_t n = 0; n < 30; ++n) {
        const LatencyRule rule{.distribution = distribution, .mean = mean, .seed = seed};
        seen.insert(latency(rule, n));
        EXPECT_EQ(latency(rule, n), latency(rule, n));
      }
    }
    EXPECT_EQ(seen.size(), 900) << name(distribution);
  }
}

TEST(Latency, IsNothingWhereTheMeanIs) {
  for (const std::string& each : distribution_names()) {
    EXPECT_EQ(latency({.distribution = distribution_of(each), .mean = 0}, 7), 0) << each;
  }
}

} // namespace
} // namespace sweep
