// Does not use the seed.

#include "../plain.h"

void sweep_kernel_accumulate(sweep_stream stream, const double* setting, uint64_t first, uint64_t count,
                             uint64_t* words) {
  stream.seed = 1;
  words[0] += hits(stream, setting, first, count);
}
