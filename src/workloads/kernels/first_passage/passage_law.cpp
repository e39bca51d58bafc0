#include "workloads/kernels/first_passage/passage_law.hpp"

#include <cmath>
#include <numbers>

namespace sweep {

PassageLaw passage_law(double up, std::uint64_t distance, std::uint64_t limit) {
  const double barrier = static_cast<double>(distance);
  const double last = static_cast<double>(limit);
  const double width = 2 * barrier;
  const double damping = 2 * std::sqrt(up * (1 - up));
  double ends = 0;         // sums over the modes of: the steps until the limit,
  double stays = 0;        // the chances, before each of those steps, not to have ended,
  double square_stays = 0; // and the same, step n with weight 2n + 1
  for (std::uint64_t mode = 1; mode < 2 * distance; mode += 2) { // sin(pi v / 2) is 0 for the others
    const double angle = std::numbers::pi * static_cast<double>(mode) / width;
    const double weight = std::sin(angle) * (mode % 4 == 1 ? 1 : -1);
    const double lambda = damping * std::cos(angle);
    const double rest = std::pow(lambda, last); // what has not ended at the limit
    const double gap = 1 - lambda;
    const double series = (1 - rest) / gap;                                                   // of lambda^n, n < limit
    const double first_moment = (lambda - rest * (last - (last - 1) * lambda)) / (gap * gap); // of n lambda^n
    ends += weight * series;
    stays += weight * series / gap;
    square_stays += weight * (2 * first_moment + series) / gap;
  }
  const double below = damping / width * std::pow((1 - up) / up, barrier / 2);
  const double above = damping / width * std::pow(up / (1 - up), barrier / 2);
  return {.above = above * ends,
          .below = below * ends,
          .mean_steps = (above + below) * stays,
          .mean_square_steps = (above + below) * square_stays};
}

} // namespace sweep
