// Memory of its own each call.

#include <memory>

#include "../plain.h"

void sweep_kernel_accumulate(sweep_stream stream, const double* setting, uint64_t first, uint64_t count,
                             uint64_t* words) {
  const auto numbers = std::make_unique<double[]>(count);
  for (uint64_t i = 0; i < count; ++i) {
    numbers[i] = uniform_of(stream, first + i);
  }
  for (uint64_t i = 0; i < count; ++i) {
    words[0] += numbers[i] < setting[0] ? 1 : 0;
  }
}
