// As many numbers a draw as it takes.

#include "../plain.h"

void sweep_kernel_accumulate(sweep_stream stream, const double* setting, uint64_t first, uint64_t count,
                             uint64_t* words) {
  sweep_generator generator;
  for (uint64_t draw = first; draw != first + count; ++draw) {
    sweep_begin_draw(&generator, stream, draw);
    int place = 3;
    for (int step = 0; step < 50 && place > 0; ++step) {
      place += sweep_next_double(&generator) < setting[0] ? -1 : 1;
    }
    words[0] += place == 0 ? 1 : 0;
  }
}
