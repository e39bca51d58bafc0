// A table made at first use, which the language sees to.

#include <cmath>
#include <vector>

#include "../plain.h"

void sweep_kernel_accumulate(sweep_stream stream, const double* setting, uint64_t first, uint64_t count,
                             uint64_t* words) {
  static const std::vector<double> roots = [] {
    std::vector<double> made;
    for (int i = 0; i < 100; ++i) {
      made.push_back(std::sqrt(i / 100.0));
    }
    return made;
  }();
  words[0] += hits(stream, &roots[static_cast<std::size_t>(99 * setting[0])], first, count);
}
