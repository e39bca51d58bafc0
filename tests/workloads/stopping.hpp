#pragma once

#include <coroutine>
#include <functional>
#include <utility>

#include "core/worker.hpp"

namespace sweep {

/// A worker that does what the test says at each safe point.
class Stopping final : public Worker {
 public:
  explicit Stopping(std::function<void()> at_safe_point = nullptr) : act_(std::move(at_safe_point)) {
    want_attention(act_ != nullptr);
  }

 private:
  bool suspend_for(Operation& /*operation*/, std::coroutine_handle<> /*task*/) override { return false; }
  void attend() override { act_(); }

  std::function<void()> act_;
};

} // namespace sweep
