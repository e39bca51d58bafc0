// Way `mpi_comm_spawn`: this program anew as a rank that MPI starts, by the hidden command `start_rank`. It takes a
// slot of the launcher's beyond those that its ranks have.

#include "comm/spawned_rank.hpp"
#include "io/processes/child_program.hpp"
#include "workloads/starts/start.hpp"

namespace sweep {
namespace {

WorkerLife start(std::size_t memory) {
  WorkerLife life{.asked = now()};
  life.worker = ask_spawned_rank({program_beside("sweep", SWEEP_PROGRAM), "start_rank", std::to_string(memory)});
  life.gone = now();
  return life;
}

} // namespace

StartDescriptor mpi_comm_spawn_start() {
  return {.name = "mpi_comm_spawn",
          .summary = "this program anew as a rank of MPI",
          .start = start,
          .on_main_thread = true};
}

} // namespace sweep
