#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <random>

namespace sweep::test {

/// The price of the call that kernel `asian` estimates and its standard error, as a program without any art has it,
/// with normals from wherever; `setting` as that kernel's.
template <typename Normal>
std::array<double, 2> plain_asian(const std::array<double, 6>& setting, std::uint64_t paths, Normal normal) {
  const auto [strike, spot, rate, volatility, maturity, steps] = setting;
  const double step = maturity / steps;
  const double drift = (rate - volatility * volatility / 2) * step;
  const double deviation = volatility * std::sqrt(step);
  double sum = 0;
  double squares = 0;
  for (std::uint64_t path = 0; path < paths; ++path) {
    double price = spot;
    double prices = 0;
    for (int i = 0; i < static_cast<int>(steps); ++i) {
      price *= std::exp(drift + deviation * normal());
      prices += price;
    }
    const double paid = std::max(prices / steps - strike, 0.0);
    sum += paid;
    squares += paid * paid;
  }
  const double n = static_cast<double>(paths);
  const double mean = sum / n;
  return {std::exp(-rate * maturity) * mean, std::exp(-rate * maturity) * std::sqrt((squares / n - mean * mean) / n)};
}

/// With the standard library's generator and distribution.
inline std::array<double, 2> plain_asian(const std::array<double, 6>& setting, std::uint64_t paths,
                                         std::uint64_t seed) {
  std::mt19937_64 engine(seed);
  std::normal_distribution<double> normal;
  return plain_asian(setting, paths, [&] { return normal(engine); });
}

} // namespace sweep::test
