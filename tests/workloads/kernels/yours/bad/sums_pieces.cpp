// Depends on the partition: rounds once a call.

#include "../plain.h"

void sweep_kernel_accumulate(sweep_stream stream, const double* setting, uint64_t first, uint64_t count,
                             uint64_t* words) {
  double sum = 0;
  for (uint64_t draw = first; draw != first + count; ++draw) {
    sum += uniform_of(stream, draw) * setting[0];
  }
  sweep_add(words, sum);
}
