#pragma once

#include <cstdint>

#include "core/clock.hpp"
#include "core/split_mix.hpp"
#include "core/worker.hpp"

namespace sweep {

/// What happens in the midst of an increment, between reading the counter and writing it, as in the lecture's three
/// lines `value = counter`, `value = value + 1`, `counter = value`: a safe point, where an interpreter may hand over;
/// and, where a delay is asked for, one in 64 of them takes that long, drawn from a seed. Used by one task.
class Between {
 public:
  Between(Worker& worker, Seconds delay, std::uint64_t seed) : worker_(worker), delay_(delay), draws_(seed) {}

  void operator()() {
    if (delay_ > 0) [[unlikely]] {
      dawdle();
    }
    worker_.safe_point(1); // in an interpreter an increment is one iteration of a loop
  }

  Worker& worker() { return worker_; }

 private:
  static constexpr std::uint64_t one_in = 64;

  void dawdle() {
    if (draws_.next() % one_in == 0) {
      const Instant begin = now();
      while (seconds_between(begin, now()) < delay_) {
      }
    }
  }

  Worker& worker_;
  Seconds delay_;
  SplitMix draws_;
};

} // namespace sweep
