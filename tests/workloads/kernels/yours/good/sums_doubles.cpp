// A sum of doubles, draw by draw.

#define OWN_ESTIMATE
#include "../plain.h"

void sweep_kernel_accumulate(sweep_stream stream, const double* setting, uint64_t first, uint64_t count,
                             uint64_t* words) {
  for (uint64_t draw = first; draw != first + count; ++draw) {
    sweep_add(words, setting[0] * uniform_of(stream, draw));
  }
}

sweep_estimate sweep_kernel_estimate(const uint64_t* words, const double*, uint64_t draws) {
  return {sweep_double(words[0]) / static_cast<double>(draws), 0.3 / static_cast<double>(draws)};
}
