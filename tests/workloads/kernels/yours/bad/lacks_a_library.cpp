// Needs what nobody has.

#include "../plain.h"

extern "C" uint64_t nobody_has_this(uint64_t count);

void sweep_kernel_accumulate(sweep_stream stream, const double* setting, uint64_t first, uint64_t count,
                             uint64_t* words) {
  words[0] += hits(stream, setting, first, count) + nobody_has_this(count);
}
