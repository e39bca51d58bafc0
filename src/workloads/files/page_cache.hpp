#pragma once

#include <cstdint>
#include <filesystem>

namespace sweep {

/// Memory of this node that files may still take, the page cache included, in bytes (/proc/meminfo, MemAvailable).
std::int64_t available_memory_bytes();

/// Has the kernel forget all clean pages of this node's page cache, for which dirty ones are written first. Returns
/// whether that is permitted (root's, /proc/sys/vm/drop_caches).
bool drop_page_cache();

/// Whether files in that folder are in memory by the system's own word (tmpfs, ramfs), where no device is reached
/// however they are opened.
bool is_in_memory(const std::filesystem::path& folder);

} // namespace sweep
