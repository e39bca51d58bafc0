// Three parameters with units, normal numbers, a sum of doubles and one of their squares.

#include <algorithm>
#include <cmath>

#include "sweep_kernel.h"

static const sweep_parameter parameters[] = {{"volatility", "1", "of a year", 0, 2, 0.1, 0.5, 1},
                                             {"strike", "EUR", "price to pay", 0, 1e6, 100, 100, 0},
                                             {"years", "yr", "until then", 0, 100, 1, 1, 0}};

int sweep_kernel_version() {
  return SWEEP_KERNEL_VERSION;
}

const char* sweep_kernel_name() {
  return "price of a call at a spot price of 100";
}

int sweep_kernel_parameters(const sweep_parameter** all) {
  *all = parameters;
  return 3;
}

int sweep_kernel_words() {
  return 2;
}

void sweep_kernel_accumulate(sweep_stream stream, const double* setting, uint64_t first, uint64_t count,
                             uint64_t* words) {
  const double spread = setting[0] * std::sqrt(setting[2]);
  sweep_generator generator;
  for (uint64_t draw = first; draw != first + count; ++draw) {
    sweep_begin_draw(&generator, stream, draw);
    const double length = std::sqrt(-2 * std::log(1 - sweep_next_double(&generator)));
    const double normal = length * std::cos(6.283185307179586 * sweep_next_double(&generator));
    const double gain = std::max(100 * std::exp(spread * normal - spread * spread / 2) - setting[1], 0.0);
    sweep_add(&words[0], gain);
    sweep_add(&words[1], gain * gain);
  }
}

sweep_estimate sweep_kernel_estimate(const uint64_t* words, const double*, uint64_t draws) {
  const double n = static_cast<double>(draws);
  const double mean = sweep_double(words[0]) / n;
  return {mean, std::sqrt(std::max(sweep_double(words[1]) / n - mean * mean, 0.0) / n)};
}
