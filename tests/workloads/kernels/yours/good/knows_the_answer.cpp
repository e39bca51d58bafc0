// A closed form to compare with.

#include <cmath>

#define OWN_ESTIMATE
#include "../plain.h"

void sweep_kernel_accumulate(sweep_stream stream, const double* setting, uint64_t first, uint64_t count,
                             uint64_t* words) {
  words[0] += hits(stream, setting, first, count);
}

sweep_estimate sweep_kernel_estimate(const uint64_t* words, const double*, uint64_t draws) {
  const double n = static_cast<double>(draws);
  const double p = static_cast<double>(words[0]) / n;
  return {p, std::sqrt(p * (1 - p) / n)};
}

int sweep_kernel_expected(const double* setting, uint64_t draws, sweep_estimate* expected) {
  const double n = static_cast<double>(draws);
  *expected = {setting[0], std::sqrt(setting[0] * (1 - setting[0]) / n)};
  return n * setting[0] * (1 - setting[0]) > 50 ? 1 : 0;
}
