// Way `posix_spawn`: this program anew, by the hidden command `start_worker`. What it takes is mostly the dynamic
// linker's work on the libraries of MPI and HDF5; MPI itself is not started.

#include <span>
#include <string>

#include "core/errors.hpp"
#include "io/processes/child_program.hpp"
#include "io/processes/worker_process.hpp"
#include "workloads/starts/start.hpp"

namespace sweep {
namespace {

WorkerLife start(std::size_t memory) {
  WorkerLife life{.asked = now()};
  WorkerProcess worker =
      WorkerProcess::spawned({program_beside("sweep", SWEEP_PROGRAM), "start_worker", std::to_string(memory)});
  const MovedBytes told = read_all(worker.answers(), std::as_writable_bytes(std::span(&life.worker, 1)));
  const std::string end = worker.wait().words;
  life.gone = now();
  if (told.bytes != sizeof life.worker) {
    throw SystemError("start", "this program anew", "it " + end + "; build it with jobs/build.sh");
  }
  return life;
}

} // namespace

StartDescriptor posix_spawn_start() {
  return {.name = "posix_spawn", .summary = "this program anew, without MPI", .start = start};
}

} // namespace sweep
