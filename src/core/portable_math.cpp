#include "core/portable_math.hpp"

#include <cmath>
#include <numbers>

#define SWEEP_LOOPS "core/vector_math.inc"
#include "core/each_instruction_set.inc"

namespace sweep::portable_math {
namespace {

/// P(Z > x) of x >= 0.
double upper_tail(double x) {
  if (x > 37) {
    return 0; // below 1e-299
  }
  const double density = exponential(-x * x / 2) / std::sqrt(2 * std::numbers::pi);
  if (x > 2) {
    double fraction = x;
    for (int level = 100; level > 0; --level) { // enough for x = 2
      fraction = x + level / fraction;
    }
    return density / fraction;
  }
  double sum = 0; // x + x³ / 3 + x⁵ / (3 · 5) + …
  double term = x;
  for (double factor = 3; sum + term > sum; factor += 2) {
    sum += term;
    term *= x * x / factor;
  }
  return 0.5 - density * sum;
}

} // namespace

double exponential(double x) {
  return std::abs(x) < 700 ? portable::exponential(portable::broadcast(x)).low[0] : std::exp(x);
}

double logarithm(double x) {
  return std::isnormal(x) && x > 0 ? portable::logarithm(portable::broadcast(x)).low[0] : std::log(x);
}

double normal_distribution(double x) {
  return x < 0 ? upper_tail(-x) : 1 - upper_tail(x);
}

} // namespace sweep::portable_math
