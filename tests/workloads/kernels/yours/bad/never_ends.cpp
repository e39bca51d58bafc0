// Never ends.

#include "../plain.h"

void sweep_kernel_accumulate(sweep_stream stream, const double* setting, uint64_t first, uint64_t count,
                             uint64_t* words) {
  volatile bool more = true;
  while (more) {
    words[0] += hits(stream, setting, first, count);
  }
}
