#pragma once

#include <sys/mount.h>

#include <cstddef>
#include <cstdint>
#include <vector>

#include "../io/temporary_folder.hpp"
#include "world.hpp"

namespace sweep::test {

/// A folder that all ranks of a test see; made and removed by rank 0. Constructed and destroyed collectively.
class SharedFolder {
 public:
  SharedFolder() : path_(world().broadcast(world().rank() == 0 ? own_.path().string() : "")) {}
  ~SharedFolder() { world().barrier(); }

  const std::filesystem::path& path() const { return path_; }

 private:
  TemporaryFolder own_;
  std::filesystem::path path_;
};

/// A disk of 1 MiB on a folder; not mounted() where that is not permitted.
class SmallDisk {
 public:
  SmallDisk() {
    const bool here = world().rank() == 0 && mount("tmpfs", path().c_str(), "tmpfs", 0, "size=1m") == 0;
    mounted_ = world().sum(here ? 1 : 0) == 1;
  }
  ~SmallDisk() {
    world().barrier();
    if (mounted_ && world().rank() == 0) {
      umount2(path().c_str(), MNT_DETACH);
    }
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;

  bool mounted() const { return mounted_; }
  const std::filesystem::path& path() const { return folder_.path(); }

 private:
  SharedFolder folder_;
  bool mounted_ = false;
};

/// How tests fill a shared file: each rank so many pieces of so many bytes, those of a round side by side.
constexpr std::size_t piece = 100'001;
constexpr std::size_t rounds = 5;

/// Where the piece of a rank in a round begins.
inline std::uint64_t interleaved(int rank, std::size_t round) {
  return (round * static_cast<std::size_t>(world().size()) + static_cast<std::size_t>(rank)) * piece;
}

/// `size` bytes that differ between ranks and rounds.
inline std::vector<std::byte> bytes_of(int rank, std::size_t round, std::size_t size) {
  std::vector<std::byte> bytes(size);
  for (std::size_t i = 0; i < size; ++i) {
    bytes[i] = static_cast<std::byte>(i * 7 + static_cast<std::size_t>(rank) * 101 + round * 13);
  }
  return bytes;
}

} // namespace sweep::test
