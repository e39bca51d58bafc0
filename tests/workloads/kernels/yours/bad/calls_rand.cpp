// Has randomness of its own.

#include <cstdlib>

#include "../plain.h"

void sweep_kernel_accumulate(sweep_stream stream, const double* setting, uint64_t first, uint64_t count,
                             uint64_t* words) {
  for (uint64_t i = 0; i < count; ++i) {
    words[0] += std::rand() < setting[0] * RAND_MAX ? 1 : 0;
  }
  (void)stream;
  (void)first;
}
