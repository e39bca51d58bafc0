#pragma once

#include <csetjmp>
#include <ucontext.h>

#include <cstddef>
#include <functional>
#include <span>
#include <vector>

namespace sweep {

/// A logical thread: code with a stack of its own that runs until it suspends itself, and goes on there when resumed.
/// No two run at once. It must not suspend itself while an exception is on its way.
class Fiber {
 public:
  Fiber() : stack_(stack_bytes) {}
  Fiber(const Fiber&) = delete;
  Fiber& operator=(const Fiber&) = delete;

  /// Begins anew; what was on the stack is forgotten, not destroyed.
  void start(std::function<void()> body);

  /// Runs it until it suspends itself or ends.
  void resume();

  /// On the fiber's own stack: goes back to whoever called resume().
  void suspend();

  bool ended() const { return ended_; }

  /// The part of its stack in use, with the registers it left: with the memory that it reaches, all it depends on.
  std::span<const std::byte> live_stack() const { return {lowest_, stack_.data() + stack_.size()}; }

 private:
  static constexpr std::size_t stack_bytes = 128 * 1024;
  static void enter();

  std::vector<std::byte> stack_;
  std::byte* lowest_ = nullptr;
  ucontext_t beginning_{};
  jmp_buf here_{}; ///< Jumps cost no system call, changes of context do.
  jmp_buf caller_{};
  std::function<void()> body_;
  bool started_ = false;
  bool ended_ = true;
};

} // namespace sweep
