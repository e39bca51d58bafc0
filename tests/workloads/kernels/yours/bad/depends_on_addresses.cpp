// Depends on where it lies.

#include "../plain.h"

static int here;

void sweep_kernel_accumulate(sweep_stream stream, const double* setting, uint64_t first, uint64_t count,
                             uint64_t* words) {
  words[0] += hits(stream, setting, first, count) + count * (reinterpret_cast<uintptr_t>(&here) >> 12);
}
