// Way `openmp_team`: the first parallel region of a thread, for which OpenMP starts a second one. libgomp keeps the
// team for the thread's next regions and ends it with the thread; so a thread is started first, outside the time, whose
// team is new and goes with it.

#include <omp.h>

#include <atomic>
#include <exception>
#include <thread>

#include "core/errors.hpp"
#include "workloads/starts/start.hpp"

namespace sweep {
namespace {

constexpr int team = 2;

/// On a thread that has no team yet.
void start_team(std::size_t memory, WorkerLife& life, std::exception_ptr& failure) {
  std::atomic<int> threads = 0; // atomic for ThreadSanitizer, which does not see OpenMP's own barriers
  omp_set_dynamic(0);
  life.asked = now();
#pragma omp parallel num_threads(team) default(none) shared(memory, life, failure, threads)
  {
    if (omp_get_thread_num() == team - 1) {
      try {
        life.worker = touch_new_memory(memory);
      } catch (...) {
        failure = std::current_exception();
      }
      threads.store(omp_get_num_threads(), std::memory_order_release);
    }
  }
  if (threads.load(std::memory_order_acquire) != team) {
    failure = std::make_exception_ptr(
        SystemError("start", "an OpenMP team", "it has one thread; set OMP_THREAD_LIMIT to more"));
  }
}

WorkerLife start(std::size_t memory) {
  WorkerLife life;
  std::exception_ptr failure;
  std::thread master([&] { start_team(memory, life, failure); });
  master.join();
  life.gone = now();
  if (failure) {
    std::rethrow_exception(failure);
  }
  return life;
}

} // namespace

StartDescriptor openmp_team_start() {
  return {.name = "openmp_team", .summary = "a thread of a new OpenMP team of two", .start = start};
}

} // namespace sweep
