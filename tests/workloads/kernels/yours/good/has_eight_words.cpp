// A histogram of eight words.

#define OWN_WORDS
#include "../plain.h"

void sweep_kernel_accumulate(sweep_stream stream, const double* setting, uint64_t first, uint64_t count,
                             uint64_t* words) {
  for (uint64_t draw = first; draw != first + count; ++draw) {
    ++words[static_cast<unsigned>(8 * setting[0] * uniform_of(stream, draw))];
  }
}

int sweep_kernel_words() {
  return 8;
}
