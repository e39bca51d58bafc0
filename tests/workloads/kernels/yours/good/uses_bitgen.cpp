// What is written for numpy's generators runs as it is.

#include <cmath>

#include "../plain.h"

/// As numpy's random_standard_exponential_inv.
static double standard_exponential(bitgen_t* bitgen_state) {
  return -std::log1p(-bitgen_state->next_double(bitgen_state->state));
}

/// As numpy's buffered bounded numbers do.
static uint32_t bounded(bitgen_t* bitgen_state, uint32_t range) {
  return static_cast<uint32_t>((uint64_t{bitgen_state->next_uint32(bitgen_state->state)} * range) >> 32);
}

void sweep_kernel_accumulate(sweep_stream stream, const double* setting, uint64_t first, uint64_t count,
                             uint64_t* words) {
  sweep_generator generator;
  bitgen_t bits = sweep_bitgen(&generator);
  for (uint64_t draw = first; draw != first + count; ++draw) {
    sweep_begin_draw(&generator, stream, draw);
    const bool late = standard_exponential(&bits) > setting[0];
    const bool low = bounded(&bits, 10) < 5 && bits.next_raw(bits.state) != bits.next_uint64(bits.state);
    words[0] += late && low ? 1 : 0;
  }
}
