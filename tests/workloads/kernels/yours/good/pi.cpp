// The kernel `pi` once more, as fast as that which is built in, and bit for bit the same.

#include <cmath>

#include "sweep_points.h"

static const sweep_parameter parameters[] = {{"radius", "1", "of the quarter circle, in sides", 0, 1, 0.1, 1, 1}};

int sweep_kernel_version() {
  return SWEEP_KERNEL_VERSION;
}

const char* sweep_kernel_name() {
  return "pi from points in a quarter circle of radius r";
}

int sweep_kernel_parameters(const sweep_parameter** all) {
  *all = parameters;
  return 1;
}

int sweep_kernel_words() {
  return 1;
}

/// The largest sum of squares of two coordinates within the radius, exactly.
static uint64_t squared_limit(double radius) {
  int exponent = 0;
  const unsigned __int128 mantissa = static_cast<uint64_t>(std::ldexp(std::frexp(radius, &exponent), 53));
  return radius >= 1 ? ~uint64_t{0} : static_cast<uint64_t>(mantissa * mantissa >> (42 - 2 * exponent));
}

void sweep_kernel_accumulate(sweep_stream stream, const double* setting, uint64_t first, uint64_t count,
                             uint64_t* words) {
  const uint64_t limit = squared_limit(setting[0]);
  words[0] += sweep_points::count_points(stream, first, count, [limit](auto x, auto y) {
    const auto xx = sweep_points::square(x);
    const auto sum = xx + sweep_points::square(y);
    return (sum >= xx) & (sum <= limit);
  });
}

sweep_estimate sweep_kernel_estimate(const uint64_t* words, const double* setting, uint64_t draws) {
  const double n = static_cast<double>(draws);
  const double hit_fraction = static_cast<double>(words[0]) / n;
  const double scale = 4 / (setting[0] * setting[0]);
  return {scale * hit_fraction, scale * std::sqrt(hit_fraction * (1 - hit_fraction) / n)};
}
