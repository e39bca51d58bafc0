#include "core/worker.hpp"

namespace sweep {

void Worker::keep_pace(std::uint64_t iterations) {
  std::uint64_t state = iterations;
  for (std::uint64_t i = 0; i < iterations; ++i) {
    state = take_steps(pace_.iteration_steps, state);
    safe_point();
  }
}

} // namespace sweep
