#pragma once

#include <cstdint>
#include <string>

namespace sweep {

/// Memory of this node that files may still take, the page cache included, in bytes (/proc/meminfo, MemAvailable).
std::int64_t available_memory_bytes();

/// Has the kernel forget all clean pages of this node's page cache, for which dirty ones are written first. Returns
/// whether that is permitted (root's, /proc/sys/vm/drop_caches).
bool drop_page_cache();

} // namespace sweep
