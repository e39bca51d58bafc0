// Keeps state: counts its calls.

#include "../plain.h"

static uint64_t calls = 0;

void sweep_kernel_accumulate(sweep_stream stream, const double* setting, uint64_t first, uint64_t count,
                             uint64_t* words) {
  words[0] += hits(stream, setting, first, count) + ++calls;
}
