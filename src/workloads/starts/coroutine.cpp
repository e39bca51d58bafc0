// Way `coroutine`: a coroutine's frame on the heap, as model `event_loop` makes one a task; no thread and no process.
// What it takes is as long as a reading of the clock, of which two are in it.

#include "core/task.hpp"
#include "workloads/starts/start.hpp"

namespace sweep {
namespace {

Task worker(std::size_t memory, FirstTouch& times) {
  times = touch_new_memory(memory);
  co_return;
}

WorkerLife start(std::size_t memory) {
  WorkerLife life{.asked = now()};
  {
    Task started = worker(memory, life.worker);
    started.resume();
    started.rethrow_failure();
  }
  life.gone = now();
  return life;
}

} // namespace

StartDescriptor coroutine_start() {
  return {.name = "coroutine", .summary = "a coroutine on the same thread", .start = start};
}

} // namespace sweep
