// Takes more memory than there is for a trial.

#include <vector>

#include "../plain.h"

void sweep_kernel_accumulate(sweep_stream stream, const double* setting, uint64_t first, uint64_t count,
                             uint64_t* words) {
  const std::vector<uint64_t> much(std::size_t{1} << 40, count);
  words[0] += hits(stream, setting, first, count) + much[count] - count;
}
