// Throws.

#include <stdexcept>

#include "../plain.h"

void sweep_kernel_accumulate(sweep_stream stream, const double* setting, uint64_t first, uint64_t count,
                             uint64_t* words) {
  if (count > 3) {
    throw std::runtime_error("too many draws");
  }
  words[0] += hits(stream, setting, first, count);
}
