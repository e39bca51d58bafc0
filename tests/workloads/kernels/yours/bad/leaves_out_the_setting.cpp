// Does not use the setting's number.

#include "../plain.h"

void sweep_kernel_accumulate(sweep_stream stream, const double* setting, uint64_t first, uint64_t count,
                             uint64_t* words) {
  stream.setting = 1;
  words[0] += hits(stream, setting, first, count);
}
