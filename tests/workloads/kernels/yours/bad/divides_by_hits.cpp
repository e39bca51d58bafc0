// Its estimate is no number.

#define OWN_ESTIMATE
#include "../plain.h"

void sweep_kernel_accumulate(sweep_stream stream, const double* setting, uint64_t first, uint64_t count,
                             uint64_t* words) {
  words[0] += hits(stream, setting, first, count);
}

sweep_estimate sweep_kernel_estimate(const uint64_t* words, const double*, uint64_t draws) {
  const double none = static_cast<double>(words[0]) - static_cast<double>(words[0]);
  return {none / none, 1 / static_cast<double>(draws)};
}
