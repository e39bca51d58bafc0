// Numbers of 32 bits.

#include "../plain.h"

void sweep_kernel_accumulate(sweep_stream stream, const double* setting, uint64_t first, uint64_t count,
                             uint64_t* words) {
  sweep_generator generator;
  for (uint64_t draw = first; draw != first + count; ++draw) {
    sweep_begin_draw(&generator, stream, draw);
    uint32_t sum = 0;
    for (int die = 0; die < 3; ++die) {
      sum += sweep_next_uint32(&generator) % 6 + 1;
    }
    words[0] += sum < 18 * setting[0] ? 1 : 0;
  }
}
