#include "comm/session.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <cstdlib>

#include "comm/launcher.hpp"
#include "comm/mpi_calls.hpp"

namespace sweep {

Session::Environment::Environment(int& argument_count, char**& arguments) {
  constexpr int keep_what_is_set = 0;
  setenv("OMPI_MCA_mpi_yield_when_idle", "1", keep_what_is_set);
  setenv("OMPI_MCA_osc", "^ucx", keep_what_is_set);
  // A launch's own folder (jobs/environment.sh): mpirun makes it on every host, srun does not, and without it ranks of
  // a node cannot reach each other.
  if (const char* folder = std::getenv("OMPI_MCA_btl_vader_backing_directory")) {
    mkdir(folder, 0700);
  }
  launched_for_mpi();
  int provided = 0;
  check_mpi(MPI_Init_thread(&argument_count, &arguments, MPI_THREAD_FUNNELED, &provided), "MPI_Init_thread");
}

Session::Environment::~Environment() {
  MPI_Finalize();
}

Session::Session(int& argument_count, char**& arguments)
    : environment_(argument_count, arguments), world_(std::make_unique<Communicator::Handle>(MPI_COMM_WORLD, false)) {}

Session::~Session() = default;

void Session::abort(int exit_code) {
  MPI_Abort(MPI_COMM_WORLD, exit_code);
  std::abort(); // MPI_Abort does not return, but does not say so
}

std::string Session::library() {
  char text[MPI_MAX_LIBRARY_VERSION_STRING];
  int length = 0;
  check_mpi(MPI_Get_library_version(text, &length), "MPI_Get_library_version");
  std::string version(text, static_cast<std::size_t>(length));
  std::ranges::replace(version, '\t', ' ');                                     // MPICH's
  return version.substr(0, version.find_first_of(std::string_view("\n\0", 2))); // Open MPI counts the NUL
}

} // namespace sweep
