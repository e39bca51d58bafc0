#pragma once

#include <atomic>
#include <cstdint>

namespace sweep {

/// The reference count of an object in free-threaded CPython (PEP 703, "biased reference counting" after Choi, Shull
/// and Torrellas, PACT'18; Include/refcount.h of CPython 3.13): the thread that made the object counts in a plain
/// number of its own, all others in a shared one, atomically. The first costs as much as any addition; the second
/// moves a cache line between the cores that use it.
///
/// The objects here outlive every thread, so that no count comes to zero: merging and queueing are left out.
class BiasedCount {
 public:
  /// @param me  stands for the thread; the first that comes is the owner
  void add_reference(const void* me) {
    if (is_owner(me)) {
      ++own_;
    } else {
      shared_.fetch_add(one, std::memory_order_relaxed);
    }
  }

  void drop_reference(const void* me) {
    if (is_owner(me)) {
      --own_;
      return;
    }
    std::int64_t seen = shared_.load(std::memory_order_relaxed);
    while (!shared_.compare_exchange_weak(seen, seen - one, std::memory_order_acq_rel, std::memory_order_relaxed)) {
    }
  }

  /// References now. While no thread changes it.
  std::int64_t references() const { return own_ + shared_.load(std::memory_order_relaxed) / one; }

 private:
  static constexpr std::int64_t one = 4; ///< The two low bits are flags.

  bool is_owner(const void* me) {
    const void* nobody = nullptr;
    return owner_.load(std::memory_order_relaxed) == me ||
           (owner_.load(std::memory_order_relaxed) == nullptr && owner_.compare_exchange_strong(nobody, me));
  }

  std::atomic<const void*> owner_ = nullptr;
  std::int64_t own_ = 0;
  std::atomic<std::int64_t> shared_ = 0;
};

} // namespace sweep
