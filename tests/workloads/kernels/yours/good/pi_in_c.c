/* The lecture's kernel in C, for cc -shared. */
#define OWN_NAME
#include "../plain.h"

const char* sweep_kernel_name(void) {
  return "points in a quarter circle";
}

void sweep_kernel_accumulate(sweep_stream stream, const double* setting, uint64_t first, uint64_t count,
                             uint64_t* words) {
  for (uint64_t draw = first; draw != first + count; ++draw) {
    const sweep_block block = sweep_random_block(stream, draw);
    const double x = block.word[0] / 4294967296.0;
    const double y = block.word[1] / 4294967296.0;
    words[0] += x * x + y * y <= setting[0] * setting[0] ? 1 : 0;
  }
}
