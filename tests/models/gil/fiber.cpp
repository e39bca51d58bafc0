#include "fiber.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace sweep {
namespace {

Fiber*& entering() {
  static Fiber* fiber = nullptr; // makecontext() hands on no pointers
  return fiber;
}

/// An address below the caller's frame.
[[gnu::noinline]] std::byte* lower_end() {
  asm volatile("");
  return static_cast<std::byte*>(__builtin_frame_address(0));
}

} // namespace

void Fiber::start(std::function<void()> body) {
  body_ = std::move(body);
  ended_ = false;
  started_ = false;
  getcontext(&beginning_);
  beginning_.uc_stack.ss_sp = stack_.data();
  beginning_.uc_stack.ss_size = stack_.size();
  makecontext(&beginning_, &Fiber::enter, 0);
  lowest_ = stack_.data() + stack_.size();
}

void Fiber::enter() {
  Fiber& fiber = *entering();
  fiber.body_();
  fiber.ended_ = true;
  fiber.lowest_ = fiber.stack_.data() + fiber.stack_.size();
  _longjmp(fiber.caller_, 1);
}

/// What earlier calls left below the live part is wiped out: else equal states would look different.
void Fiber::resume() {
  constexpr std::ptrdiff_t deepest_call = 4096;
  const std::ptrdiff_t below = std::min(deepest_call, lowest_ - stack_.data());
  if (lowest_ != stack_.data() + stack_.size()) { // else the first frame is there already
    std::memset(lowest_ - below, 0, static_cast<std::size_t>(below));
  }
  if (_setjmp(caller_) != 0) {
    return;
  }
  if (std::exchange(started_, true)) {
    _longjmp(here_, 1);
  }
  entering() = this;
  setcontext(&beginning_);
}

[[gnu::noinline]] void Fiber::suspend() {
  __builtin_unwind_init(); // the registers that a call keeps go onto the stack
  lowest_ = lower_end();
  if (_setjmp(here_) == 0) {
    _longjmp(caller_, 1);
  }
}

} // namespace sweep
