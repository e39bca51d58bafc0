#pragma once

#include <coroutine>
#include <exception>
#include <utility>

namespace sweep {

/// One unit of work as a coroutine: a parameter setting, a file, a wait.
///
///     Task fetch(Worker& worker, Tally& tally) {
///       const Document raw = co_await worker.wait(Read(path));
///       tally.record(...);
///     }
///
/// A task starts suspended and belongs to whoever holds this handle, which destroys it. References given to the
/// coroutine must outlive it. Creating, running and destroying one costs about 20 ns.
class Task {
 public:
  class promise_type {
   public:
    Task get_return_object() { return Task(std::coroutine_handle<promise_type>::from_promise(*this)); }
    std::suspend_always initial_suspend() noexcept { return {}; }
    std::suspend_always final_suspend() noexcept { return {}; }
    void return_void() noexcept {}
    void unhandled_exception() noexcept { failure = std::current_exception(); }

    std::exception_ptr failure;
  };

  Task(Task&& other) noexcept : frame_(std::exchange(other.frame_, nullptr)) {}
  Task& operator=(Task&& other) noexcept {
    std::swap(frame_, other.frame_);
    return *this;
  }
  Task(const Task&) = delete;
  Task& operator=(const Task&) = delete;
  ~Task() {
    if (frame_) {
      frame_.destroy();
    }
  }

  /// Runs the task until it waits or ends. Must not be called once done().
  void resume() { frame_.resume(); }

  bool done() const { return frame_.done(); }

  /// Gives the task away as what Reactor knows it by; adopt() takes it back. For a model that has many of them open.
  std::coroutine_handle<> release() { return std::exchange(frame_, nullptr); }
  static Task adopt(std::coroutine_handle<> released) {
    return Task(std::coroutine_handle<promise_type>::from_address(released.address()));
  }

  /// Throws what the task threw. To be called once it is done: no failure may pass unobserved.
  void rethrow_failure() const {
    if (frame_.promise().failure) {
      std::rethrow_exception(frame_.promise().failure);
    }
  }

 private:
  explicit Task(std::coroutine_handle<promise_type> frame) : frame_(frame) {}

  std::coroutine_handle<promise_type> frame_;
};

} // namespace sweep
