// What seldom happens.

#include "../plain.h"

void sweep_kernel_accumulate(sweep_stream stream, const double* setting, uint64_t first, uint64_t count,
                             uint64_t* words) {
  const double level = 0.01 * setting[0];
  words[0] += hits(stream, &level, first, count);
}
