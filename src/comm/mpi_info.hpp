#pragma once

// For comm/, and for io/ where HDF5 is given MPI's own types.

#include "comm/file_access.hpp"
#include "comm/mpi_calls.hpp"

namespace sweep {

/// Hints as an MPI_Info.
struct MpiInfo {
  MPI_Info info = MPI_INFO_NULL;

  explicit MpiInfo(const Hints& hints);
  MpiInfo(const MpiInfo&) = delete;
  MpiInfo& operator=(const MpiInfo&) = delete;
  ~MpiInfo();
};

/// Collective, but for ranks whose view of the file is that of its bytes from the first one on: those leave it.
void restore_view(MPI_File file);

} // namespace sweep
