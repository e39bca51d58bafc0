// Draws by number, two to a block.

#include "../plain.h"

void sweep_kernel_accumulate(sweep_stream stream, const double* setting, uint64_t first, uint64_t count,
                             uint64_t* words) {
  for (uint64_t draw = first; draw != first + count; ++draw) {
    const sweep_block block = sweep_random_block(stream, draw / 2);
    const double x = block.word[2 * (draw % 2)] * 0x1p-32;
    const double y = block.word[2 * (draw % 2) + 1] * 0x1p-32;
    words[0] += x * x + y * y <= setting[0] * setting[0] ? 1 : 0;
  }
}
