#pragma once

#include <cstdint>

namespace sweep {

/// Memory of this process, in bytes, as the kernel adds it up over all pages (/proc/self/smaps_rollup): about 1 ms for
/// 100 MB. 0 where the system does not tell. Trivially copyable.
struct MemoryUse {
  std::int64_t resident = 0;     ///< RSS: pages that others share in full.
  std::int64_t proportional = 0; ///< PSS: of a page that n processes share, an n-th. Over processes this adds up.
  std::int64_t unique = 0;       ///< USS: pages that no other process shares; what would be free if it ended.
};

MemoryUse memory_use();

} // namespace sweep
