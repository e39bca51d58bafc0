#pragma once

#include "models/gil/interpreter_lock.hpp"

namespace sweep {

/// A thread state that nobody listens to.
class SilentState final : public ThreadState {
 public:
  explicit SilentState(Histogram& handover) : ThreadState(handover) {}
  int calls = 0; ///< For attention.

 private:
  void call_for_attention() override { ++calls; }
};

} // namespace sweep
