// Takes random numbers of the system's.

#include <random>

#include "../plain.h"

void sweep_kernel_accumulate(sweep_stream stream, const double* setting, uint64_t first, uint64_t count,
                             uint64_t* words) {
  std::random_device device;
  for (uint64_t i = 0; i < count; ++i) {
    words[0] += device() % 2;
  }
  (void)stream;
  (void)setting;
  (void)first;
}
