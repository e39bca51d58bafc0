// Tries until a point is in the circle.

#include "../plain.h"

void sweep_kernel_accumulate(sweep_stream stream, const double* setting, uint64_t first, uint64_t count,
                             uint64_t* words) {
  sweep_generator generator;
  for (uint64_t draw = first; draw != first + count; ++draw) {
    sweep_begin_draw(&generator, stream, draw);
    double x = 1;
    double y = 1;
    while (x * x + y * y >= 1) {
      x = 2 * sweep_next_double(&generator) - 1;
      y = 2 * sweep_next_double(&generator) - 1;
    }
    words[0] += x < setting[0] ? 1 : 0;
  }
}
