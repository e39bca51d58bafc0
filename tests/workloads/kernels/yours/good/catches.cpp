// Exceptions that stay inside.

#include <stdexcept>

#include "../plain.h"

static uint64_t doubtful(double value, double level) {
  if (value >= level) {
    throw std::out_of_range("too much");
  }
  return 1;
}

void sweep_kernel_accumulate(sweep_stream stream, const double* setting, uint64_t first, uint64_t count,
                             uint64_t* words) {
  for (uint64_t draw = first; draw != first + count; ++draw) {
    try {
      words[0] += doubtful(uniform_of(stream, draw), setting[0]);
    } catch (const std::out_of_range&) { // counts nothing
    }
  }
}
