// Threads write into each other's numbers.

#include "../plain.h"

static volatile double buffer[1000];

void sweep_kernel_accumulate(sweep_stream stream, const double* setting, uint64_t first, uint64_t count,
                             uint64_t* words) {
  for (uint64_t begin = 0; begin < count; begin += 1000) {
    const uint64_t part = count - begin < 1000 ? count - begin : 1000;
    for (uint64_t i = 0; i < part; ++i) {
      buffer[i] = uniform_of(stream, first + begin + i);
    }
    for (uint64_t i = 0; i < part; ++i) {
      words[0] += buffer[i] < setting[0] ? 1 : 0;
    }
  }
}
