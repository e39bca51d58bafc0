#include "workloads/files/page_cache.hpp"

#include <linux/magic.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <fstream>

namespace sweep {

std::int64_t available_memory_bytes() {
  constexpr std::int64_t kibibyte = 1024;
  std::ifstream file("/proc/meminfo");
  for (std::string label; file >> label;) {
    if (std::int64_t amount = 0; label == "MemAvailable:" && file >> amount) {
      return amount * kibibyte;
    }
  }
  return 0;
}

bool is_in_memory(const std::filesystem::path& folder) {
  struct statfs status {};
  return statfs(folder.c_str(), &status) == 0 && (status.f_type == TMPFS_MAGIC || status.f_type == RAMFS_MAGIC);
}

bool drop_page_cache() {
  ::sync();
  std::ofstream file("/proc/sys/vm/drop_caches");
  file << 1 << std::flush;
  return file.good();
}

} // namespace sweep
