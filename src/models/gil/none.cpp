// Policy `none`: no lock. Threads that share nothing but what they compute: the upper bound.

#include <atomic>

#include "models/gil/policy.hpp"

namespace sweep {
namespace {

class NoLock final : public InterpreterLock {
 public:
  void take(ThreadState& /*me*/) override {
    if (closed_.load(std::memory_order_relaxed)) {
      throw LockClosed();
    }
  }
  void drop(ThreadState& me, Leave leave) override { me.voluntary_drops += leave == Leave::for_a_while ? 1 : 0; }
  void safe_point(ThreadState& /*me*/) override {}
  void close() override { closed_ = true; }

 private:
  std::atomic<bool> closed_ = false;
};

} // namespace

PolicyDescriptor none_policy() {
  return {.name = "none",
          .summary = "no lock at all: what free threads could reach",
          .parameters = {},
          .make = [](const Values& /*values*/, std::size_t /*threads*/,
                     Platform& /*platform*/) { return one_lock(std::make_unique<NoLock>()); },
          .exclusive = false};
}

} // namespace sweep
