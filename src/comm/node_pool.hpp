#pragma once

#include <sched.h>

#include <atomic>

#include "comm/shared_counter.hpp"
#include "core/dispenser.hpp"

namespace sweep {

/// The tasks granted to a node away from rank 0, in memory shared by the node's ranks: one block being taken from and
/// one asked for ahead. Any thread of the node's ranks may take; only the node's leader refills. A lock, because a
/// block is two numbers: some 30 ns a call. Lives where it is constructed, in a SharedWindow.
class NodePool {
 public:
  /// Nothing granted yet. Not while others use it.
  void reset() {
    current_ = queued_ = {};
    finished_ = abandoned_ = false;
  }

  /// The next tasks, sized by `rule` from what is left of the block; empty when there is none now or for ever.
  Chunk take(ChunkRule rule) {
    const Guard guard(locked_);
    if (current_.empty()) {
      current_ = queued_;
      queued_ = {};
    }
    if (current_.empty() || abandoned_) {
      return {};
    }
    const std::uint64_t size = rule.size(current_.size());
    const Chunk chunk{current_.first, current_.size() < size ? current_.last : current_.first + size};
    current_.first = chunk.last;
    return chunk;
  }

  /// Whether the leader should ask for another block: nothing is queued behind the one in use.
  bool wants_block() {
    const Guard guard(locked_);
    return queued_.empty() && !finished_;
  }

  /// A block granted by rank 0; an empty one says that no more will come.
  void put(Chunk block) {
    const Guard guard(locked_);
    if (block.empty()) {
      finished_ = true;
    } else if (!abandoned_) {
      queued_ = block;
    }
  }

  /// A rank of this node failed: nobody takes from now on, and what is granted is thrown away.
  void abandon() {
    const Guard guard(locked_);
    current_ = queued_ = {};
    abandoned_ = true;
  }

  bool abandoned() {
    const Guard guard(locked_);
    return abandoned_;
  }

  /// Whether take() will return nothing for ever.
  bool exhausted() {
    const Guard guard(locked_);
    return abandoned_ || (finished_ && current_.empty() && queued_.empty());
  }

  bool finished() {
    const Guard guard(locked_);
    return finished_;
  }

 private:
  class Guard {
   public:
    explicit Guard(std::atomic<bool>& locked) : locked_(locked) {
      while (locked_.exchange(true, std::memory_order_acquire)) {
        sched_yield(); // the holder may wait for this very core
      }
    }
    ~Guard() { locked_.store(false, std::memory_order_release); }
    Guard(const Guard&) = delete;
    Guard& operator=(const Guard&) = delete;

   private:
    std::atomic<bool>& locked_;
  };

  static_assert(std::atomic<bool>::is_always_lock_free, "shared between processes");

  alignas(64) std::atomic<bool> locked_{false};
  Chunk current_;
  Chunk queued_;
  bool finished_ = false;
  bool abandoned_ = false;
};

} // namespace sweep
