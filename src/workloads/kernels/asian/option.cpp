#include "workloads/kernels/asian/option.hpp"

#include <cmath>

#include "core/portable_math.hpp"

namespace sweep {

Option::Option(const double* setting)
    : strike(setting[0]), spot(setting[1]), rate(setting[2]), volatility(setting[3]), maturity(setting[4]),
      steps(setting[5]) {}

double Option::discount() const {
  return portable_math::exponential(-rate * maturity);
}

double Option::geometric_payment() const {
  return strike * (moment_above(1) - moment_above(0));
}

double Option::geometric_skewness() const {
  const double first = moment_above(1) - moment_above(0); // of max(X - 1, 0)
  const double second = moment_above(2) - 2 * moment_above(1) + moment_above(0);
  const double third = moment_above(3) - 3 * moment_above(2) + 3 * moment_above(1) - moment_above(0);
  const double variance = second - first * first;
  return (third - 3 * first * second + 2 * first * first * first) / (variance * std::sqrt(variance));
}

double Option::geometric_deviation() const {
  return volatility * std::sqrt(maturity * (steps + 1) * (2 * steps + 1) / 6) / steps;
}

double Option::moment_above(int power) const {
  const double mean = portable_math::logarithm(spot / strike) +
                      (rate - volatility * volatility / 2) * maturity * (steps + 1) / (2 * steps);
  const double deviation = geometric_deviation();
  const double shift = power * deviation;
  return portable_math::exponential(power * mean + shift * shift / 2) *
         portable_math::normal_distribution(mean / deviation + shift);
}

} // namespace sweep
