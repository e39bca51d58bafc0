#include "services/latency/latency.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "core/errors.hpp"
#include "core/split_mix.hpp"

namespace sweep {
namespace {

constexpr std::array<std::string_view, 4> names{"fixed", "exponential", "lognormal",
                                                "queue"}; // in the order of the enum

} // namespace

std::string_view name(Distribution distribution) {
  return names.at(static_cast<std::size_t>(distribution));
}

std::vector<std::string> distribution_names() {
  return {names.begin(), names.end()};
}

Distribution distribution_of(std::string_view name) {
  const auto* const found = std::ranges::find(names, name);
  SWEEP_EXPECT(found != names.end());
  return static_cast<Distribution>(found - names.begin());
}

Seconds latency(const LatencyRule& rule, std::uint64_t n) {
  SplitMix random(SplitMix::mix(rule.seed) ^ n);
  switch (rule.distribution) {
  case Distribution::exponential:
    return -rule.mean * std::log1p(-random.next_unit());
  case Distribution::lognormal: { // a normal number by Box & Muller (1958), shifted so that the mean is the mean
    const double radius = std::sqrt(-2 * std::log1p(-random.next_unit()));
    const double normal = radius * std::cos(2 * std::numbers::pi * random.next_unit());
    return rule.mean * std::exp(rule.sigma * (normal - rule.sigma / 2));
  }
  case Distribution::fixed:
  case Distribution::queue:
    break;
  }
  return rule.mean;
}

} // namespace sweep
