#include "comm/launcher.hpp"

#include <charconv>
#include <cstdlib>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "core/errors.hpp"

namespace sweep {
namespace {

/// The whole number that the first of these variables holds which is set to one.
std::optional<int> first_number(std::initializer_list<const char*> variables) {
  for (const char* variable : variables) {
    const char* text = std::getenv(variable);
    const std::string_view digits = text == nullptr ? "" : text;
    int number = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (!digits.empty() && error == std::errc{} && end == digits.data() + digits.size()) {
      return number;
    }
  }
  return {};
}

/// Open MPI's mpirun, srun --mpi=pmix, and srun --mpi=pmi2 or MPICH's mpirun: whoever has set these tells MPI.
bool launcher_tells_mpi() {
  return first_number({"OMPI_COMM_WORLD_SIZE", "PMIX_RANK", "PMI_SIZE"}).has_value();
}

} // namespace

bool launched_for_mpi() {
  static const bool told =
      launcher_tells_mpi(); // which a process without a launcher tells itself, once MPI has started
  return told;
}

int launched_rank() {
  return first_number({"OMPI_COMM_WORLD_RANK", "PMIX_RANK", "PMI_RANK", "SLURM_PROCID"}).value_or(0);
}

void refuse_lone_copies() {
  const int tasks = first_number({"SLURM_NTASKS"}).value_or(1);
  if (tasks > 1 && first_number({"SLURM_PROCID"}) && !launcher_tells_mpi()) {
    throw UsageError("SLURM speaks of " + std::to_string(tasks) +
                         " tasks, but MPI would not know of them: each would run the whole campaign alone",
                     "launch",
                     "start it by srun --mpi=pmix or by mpirun, or by mpirun -n 1 for one rank in this allocation");
  }
}

void refuse_endless_start(const Affinity& allowed) {
  if (!allowed.refusal.empty() && !launcher_tells_mpi()) {
    throw SystemError("start MPI", "",
                      "it cannot do without sched_getaffinity (" + allowed.refusal +
                          "); lift what forbids that call, or let mpirun or srun start sweep");
  }
}

void refuse_foreign_launcher(int size) {
  std::optional<int> launched = first_number({"OMPI_COMM_WORLD_SIZE", "PMI_SIZE"});
  if (!launched && first_number({"PMIX_RANK"}) && first_number({"SLURM_PROCID"})) { // srun --mpi=pmix tells no size
    launched = first_number({"SLURM_STEP_NUM_TASKS", "SLURM_NTASKS"});
  }
  if (size == 1 && launched.value_or(1) > 1) {
    throw UsageError("the launcher has started " + std::to_string(*launched) +
                         " processes, but MPI knows of one: each would run the whole campaign alone",
                     "launch", "use the mpirun of the MPI that sweep was built with");
  }
}

} // namespace sweep
