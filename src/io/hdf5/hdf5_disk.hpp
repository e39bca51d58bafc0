#pragma once

#include <cstdint>

#include "io/files/open_file.hpp"

namespace sweep {

/// Where HDF5 writes a new file: to a file that is ours. What the disk refuses is noted here and not told to HDF5,
/// which would crash the program at its exit (1.10.8, after a full disk); the file is then of no use. Main thread only.
class Hdf5Disk {
 public:
  /// @param file  empty, open for reading and writing; outlives this
  explicit Hdf5Disk(OpenFile& file) : file_(file) {}
  Hdf5Disk(const Hdf5Disk&) = delete;
  Hdf5Disk& operator=(const Hdf5Disk&) = delete;

  /// File access properties of HDF5 (an hid_t, the caller's) by which a file is made here.
  std::int64_t access_properties();

  /// Throws SystemError where something could not be written.
  void expect_all_written() const;

  /// Of the HDF5 file, once that is closed.
  std::uint64_t size() const { return size_; }

 private:
  friend struct Hdf5DiskDriver;

  OpenFile& file_;
  std::uint64_t size_ = 0; ///< HDF5's "end of allocation".
  int refusal_ = 0;        ///< errno of the first write that was refused.
};

} // namespace sweep
