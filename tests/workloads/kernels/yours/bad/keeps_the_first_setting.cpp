// Depends on the order of settings.

#include "../plain.h"

void sweep_kernel_accumulate(sweep_stream stream, const double* setting, uint64_t first, uint64_t count,
                             uint64_t* words) {
  static const double level = setting[0]; // of the setting that came first
  words[0] += hits(stream, &level, first, count);
}
