// Has too many words.

#define OWN_WORDS
#include "../plain.h"

void sweep_kernel_accumulate(sweep_stream stream, const double* setting, uint64_t first, uint64_t count,
                             uint64_t* words) {
  words[0] += hits(stream, setting, first, count);
}

int sweep_kernel_words() {
  return 9;
}
