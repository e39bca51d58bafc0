#pragma once

// Inside comm/, and for io/'s parallel HDF5, which takes a communicator: MPI itself, and the one place where its return
// codes are looked at.

#include <mpi.h>

#include <string_view>

#include "comm/communicator.hpp"
#include "core/errors.hpp"

namespace sweep {

struct Communicator::Handle {
  MPI_Comm comm = MPI_COMM_NULL;
  bool owned = false;

  Handle(MPI_Comm group, bool free_at_end) : comm(group), owned(free_at_end) {}
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  ~Handle();
};

/// Throws a SystemError with MPI's own words unless `code` is MPI_SUCCESS.
/// @param call  the function, e.g. "MPI_Bcast"
void check_mpi(int code, std::string_view call);

} // namespace sweep
