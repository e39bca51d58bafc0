/* All of a kernel but its draws: how often a uniform number is below `level`. What a test has of its own, it says by
 * OWN_... before it includes this. */
#include "sweep_kernel.h"

#ifndef OWN_VERSION
int sweep_kernel_version(void) {
  return SWEEP_KERNEL_VERSION;
}
#endif

#ifndef OWN_NAME
const char* sweep_kernel_name(void) {
  return "a kernel that a test tries";
}
#endif

#ifndef OWN_PARAMETERS
int sweep_kernel_parameters(const sweep_parameter** parameters) {
  static const sweep_parameter all[] = {{"level", "1", "how much counts", 0, 1, 0.25, 0.75, 1}};
  *parameters = all;
  return 1;
}
#endif

#ifndef OWN_WORDS
int sweep_kernel_words(void) {
  return 1;
}
#endif

#ifndef OWN_ESTIMATE
sweep_estimate sweep_kernel_estimate(const uint64_t* words, const double* setting, uint64_t draws) {
  sweep_estimate estimate = {(double)words[0] / (double)draws, setting[0] / (double)draws};
  return estimate;
}
#endif

/* The number of a draw. */
static inline double uniform_of(sweep_stream stream, uint64_t draw) {
  const sweep_block block = sweep_random_block(stream, draw);
  return sweep_uniform((uint64_t)block.word[1] << 32 | block.word[0]);
}

#ifndef OWN_DRAWS
static inline uint64_t hit(sweep_stream stream, uint64_t draw, double level) {
  return uniform_of(stream, draw) < level ? 1 : 0;
}

static inline uint64_t hits(sweep_stream stream, const double* setting, uint64_t first, uint64_t count) {
  uint64_t sum = 0;
  for (uint64_t draw = first; draw != first + count; ++draw) {
    sum += hit(stream, draw, setting[0]);
  }
  return sum;
}
#endif
