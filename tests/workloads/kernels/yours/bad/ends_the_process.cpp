// Ends the process that calls it.

#include <unistd.h>

#include "../plain.h"

void sweep_kernel_accumulate(sweep_stream stream, const double* setting, uint64_t first, uint64_t count,
                             uint64_t* words) {
  if (count > 0) {
    _exit(0);
  }
  words[0] += hits(stream, setting, first, count);
}
