// Way `thread`: a thread of this process.

#include <thread>

#include "workloads/starts/start.hpp"

namespace sweep {
namespace {

WorkerLife start(std::size_t memory) {
  WorkerLife life{.asked = now()};
  std::exception_ptr failure;
  std::thread worker([&] {
    try {
      life.worker = touch_new_memory(memory);
    } catch (...) {
      failure = std::current_exception();
    }
  });
  worker.join();
  life.gone = now();
  if (failure) {
    std::rethrow_exception(failure);
  }
  return life;
}

} // namespace

StartDescriptor thread_start() {
  return {.name = "thread", .summary = "a thread of this process", .start = start};
}

} // namespace sweep
