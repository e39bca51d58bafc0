#pragma once

#include <atomic>
#include <cstdint>

#include "core/dispenser.hpp"

namespace sweep {

/// How large a chunk is: `smallest` tasks, or the share 1/divisor of what is left when that is more.
struct ChunkRule {
  std::uint64_t smallest = 1;
  std::uint64_t divisor = 0; ///< 0: always `smallest`.

  std::uint64_t size(std::uint64_t left) const {
    const std::uint64_t share = divisor == 0 ? 0 : left / divisor;
    return share > smallest ? share : smallest;
  }
};

/// The tasks that nobody has taken yet, in memory shared by the ranks of a node. Any thread of any of those ranks may
/// take; 8–12 ns without contention. Lives where it is constructed, in a SharedWindow.
class SharedCounter {
 public:
  /// All of [0, tasks) is left. Not while others take.
  void reset(std::uint64_t tasks) {
    tasks_ = tasks;
    next_.store(0, std::memory_order_release);
  }

  /// The next tasks, as many as `rule` says; empty when none is left.
  Chunk take(ChunkRule rule) { return rule.divisor == 0 ? take_fixed(rule.smallest) : take_share(rule); }

  /// Nothing is left from now on: a rank failed and the repetition is void.
  void abandon() { next_.store(tasks_, std::memory_order_relaxed); }

 private:
  Chunk take_fixed(std::uint64_t size) {
    // The look before the leap keeps next_ from growing without bound when many ask at the end.
    if (next_.load(std::memory_order_relaxed) >= tasks_) {
      return {};
    }
    return bounded(next_.fetch_add(size, std::memory_order_relaxed), size);
  }

  Chunk take_share(ChunkRule rule) {
    std::uint64_t first = next_.load(std::memory_order_relaxed);
    while (first < tasks_) {
      const std::uint64_t size = rule.size(tasks_ - first);
      if (next_.compare_exchange_weak(first, first + size, std::memory_order_relaxed)) {
        return bounded(first, size);
      }
    }
    return {};
  }

  Chunk bounded(std::uint64_t first, std::uint64_t size) const {
    if (first >= tasks_) {
      return {};
    }
    return {first, tasks_ - first < size ? tasks_ : first + size};
  }

  static_assert(std::atomic<std::uint64_t>::is_always_lock_free, "shared between processes");

  alignas(64) std::atomic<std::uint64_t> next_{0};
  alignas(64) std::uint64_t tasks_ = 0;
};

} // namespace sweep
