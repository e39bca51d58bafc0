// Two threads race for what is no part of the answer.

#include "../plain.h"

int64_t most = 0;

void sweep_kernel_accumulate(sweep_stream stream, const double* setting, uint64_t first, uint64_t count,
                             uint64_t* words) {
  most = static_cast<int64_t>(first + count);
  words[0] += hits(stream, setting, first, count);
}
