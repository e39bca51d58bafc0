#include "io/hdf5/hdf5_disk.hpp"

#include <algorithm>
#include <cstring>
#include <memory>
#include <span>

#include "io/hdf5/hdf5_handle.hpp"

namespace sweep {

/// HDF5's virtual file layer: see "HDF5 Virtual File Layer" of its documentation, and H5FDpublic.h.
struct Hdf5DiskDriver {
  H5FD_t base; ///< First, as HDF5 wants it.
  Hdf5Disk* disk;
  haddr_t written; ///< Up to there.

  static Hdf5DiskDriver& of(H5FD_t* file) { return *reinterpret_cast<Hdf5DiskDriver*>(file); }
  static const Hdf5DiskDriver& of(const H5FD_t* file) { return *reinterpret_cast<const Hdf5DiskDriver*>(file); }

  static H5FD_t* open(const char*, unsigned, hid_t access, haddr_t) {
    Hdf5Disk* const disk = *static_cast<Hdf5Disk* const*>(H5Pget_driver_info(access));
    return &std::make_unique<Hdf5DiskDriver>(Hdf5DiskDriver{.base = {}, .disk = disk, .written = 0}).release()->base;
  }

  static herr_t close(H5FD_t* file) {
    const std::unique_ptr<Hdf5DiskDriver> owner(&of(file));
    return 0;
  }

  static herr_t query(const H5FD_t*, unsigned long* flags) {
    *flags = H5FD_FEAT_AGGREGATE_METADATA | H5FD_FEAT_ACCUMULATE_METADATA | H5FD_FEAT_DATA_SIEVE |
             H5FD_FEAT_AGGREGATE_SMALLDATA; // as HDF5's own driver of POSIX files
    return 0;
  }

  static haddr_t get_end(const H5FD_t* file, H5FD_mem_t) { return of(file).disk->size_; }

  static herr_t set_end(H5FD_t* file, H5FD_mem_t, haddr_t end) {
    of(file).disk->size_ = end;
    return 0;
  }

  static haddr_t get_written(const H5FD_t* file, H5FD_mem_t) { return of(file).written; }

  /// What was not written, or was refused, reads as zeros.
  static herr_t read(H5FD_t* file, H5FD_mem_t, hid_t, haddr_t from, size_t size, void* buffer) {
    const std::span bytes(static_cast<std::byte*>(buffer), size);
    const MovedBytes moved = read_all_at(of(file).disk->file_.descriptor(), from, bytes);
    std::ranges::fill(bytes.subspan(moved.bytes), std::byte{});
    return 0;
  }

  static herr_t write(H5FD_t* file, H5FD_mem_t, hid_t, haddr_t to, size_t size, const void* buffer) {
    Hdf5DiskDriver& driver = of(file);
    const std::span bytes(static_cast<const std::byte*>(buffer), size);
    if (driver.disk->refusal_ == 0) {
      driver.disk->refusal_ = write_all_at(driver.disk->file_.descriptor(), to, bytes).error;
    }
    driver.written = std::max<haddr_t>(driver.written, to + size);
    return 0;
  }

  static hid_t registered() {
    static const H5FD_class_t driver = [] {
      H5FD_class_t made{};
      made.name = "sweep_disk";
      made.maxaddr = haddr_t{1} << 62U;
      made.fc_degree = H5F_CLOSE_WEAK;
      made.fapl_size = sizeof(Hdf5Disk*);
      made.open = open;
      made.close = close;
      made.query = query;
      made.get_eoa = get_end;
      made.set_eoa = set_end;
      made.get_eof = get_written;
      made.read = read;
      made.write = write;
      constexpr H5FD_mem_t kinds[] = H5FD_FLMAP_DICHOTOMY;
      std::ranges::copy(kinds, made.fl_map);
      return made;
    }();
    static const hid_t id = hdf5::checked(H5FDregister(&driver), "register", "a file driver");
    return id;
  }
};

std::int64_t Hdf5Disk::access_properties() {
  const hid_t access = hdf5::checked(H5Pcreate(H5P_FILE_ACCESS), "create", "file access properties");
  Hdf5Disk* const self = this;
  hdf5::checked(H5Pset_driver(access, Hdf5DiskDriver::registered(), &self), "set", "file access properties");
  return access;
}

void Hdf5Disk::expect_all_written() const {
  if (refusal_ != 0) {
    errno = refusal_;
    throw system_error_from_errno("write", file_.path().string());
  }
}

} // namespace sweep
