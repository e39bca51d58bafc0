#include "core/memory_use.hpp"

#include <string>

#include "core/proc_text.hpp"

namespace sweep {

MemoryUse memory_use() {
  constexpr std::int64_t kibibyte = 1024; // the unit of that file
  const std::string text = proc_text("/proc/self/smaps_rollup");
  return {.resident = number_after(text, "Rss:") * kibibyte,
          .proportional = number_after(text, "Pss:") * kibibyte,
          .unique = (number_after(text, "Private_Clean:") + number_after(text, "Private_Dirty:")) * kibibyte};
}

} // namespace sweep
