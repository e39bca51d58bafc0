#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.hpp"

namespace sweep {

/// How the time that a server takes to answer is distributed.
enum class Distribution { fixed, exponential, lognormal, queue };

/// "fixed", "exponential", "lognormal", "queue".
std::string_view name(Distribution distribution);
std::vector<std::string> distribution_names();

/// The one of that name, which must be one of distribution_names().
Distribution distribution_of(std::string_view name);

/// What a latency source does with a request for document n.
struct LatencyRule {
  Distribution distribution = Distribution::fixed;
  Seconds mean = 0;
  double sigma = 0.5;      ///< lognormal: standard deviation of the logarithm.
  std::uint64_t depth = 1; ///< queue: so many requests are served at once, each for the mean; others stand in line.
  std::uint64_t seed = 0;
};

/// How long the answer with document n takes to serve: a function of (rule, n).
Seconds latency(const LatencyRule& rule, std::uint64_t n);

} // namespace sweep
