// A table that all threads fill, under a lock.

#include <cmath>
#include <map>
#include <mutex>

#include "../plain.h"

void sweep_kernel_accumulate(sweep_stream stream, const double* setting, uint64_t first, uint64_t count,
                             uint64_t* words) {
  static std::mutex lock;
  static std::map<double, double> roots;
  double root = 0;
  {
    const std::lock_guard guard(lock);
    root = roots.emplace(setting[0], std::sqrt(setting[0])).first->second;
  }
  words[0] += hits(stream, &root, first, count);
}
