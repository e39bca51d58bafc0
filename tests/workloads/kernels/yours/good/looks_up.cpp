// A table of constants.

#include "../plain.h"

static const double weights[] = {0.1, 0.2, 0.4, 0.8};

void sweep_kernel_accumulate(sweep_stream stream, const double* setting, uint64_t first, uint64_t count,
                             uint64_t* words) {
  for (uint64_t draw = first; draw != first + count; ++draw) {
    words[0] += uniform_of(stream, draw) < setting[0] * weights[draw % 4] ? 1 : 0;
  }
}
