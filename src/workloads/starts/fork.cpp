// Way `fork`: a copy of this process, as Python's multiprocessing starts one by default on Linux. It takes longer the
// more pages this process has, whose tables are copied.

#include <span>
#include <string>

#include "core/errors.hpp"
#include "io/processes/worker_process.hpp"
#include "workloads/starts/start.hpp"

namespace sweep {
namespace {

/// Safe beside MPI and other threads: see WorkerProcess::forked. The copy asks the kernel for memory, writes a pipe and
/// ends by _exit().
WorkerLife start(std::size_t memory) {
  WorkerLife life{.asked = now()};
  WorkerProcess worker = WorkerProcess::forked(
      [memory](int /*requests*/, int answers) {
        try {
          const FirstTouch times = touch_new_memory(memory);
          write_all(answers, std::as_bytes(std::span(&times, 1)));
        } catch (const SystemError&) { // then it ends without a word
        }
      },
      {});
  const MovedBytes told = read_all(worker.answers(), std::as_writable_bytes(std::span(&life.worker, 1)));
  const std::string end = worker.wait().words;
  life.gone = now();
  if (told.bytes != sizeof life.worker) {
    throw SystemError("start", "a forked worker", "it " + end);
  }
  return life;
}

} // namespace

StartDescriptor fork_start() {
  return {.name = "fork", .summary = "a copy of this process", .start = start};
}

} // namespace sweep
