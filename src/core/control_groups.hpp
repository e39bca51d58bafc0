#pragma once

#include <cstdint>
#include <filesystem>
#include <limits>

namespace sweep {

/// What this process' control groups (version 1 or 2) grant it: containers and batch systems limit processors and
/// memory in this way, beside the affinity mask.
struct Granted {
  double processors = std::numeric_limits<double>::infinity(); ///< Worth of time, e.g. 1.5; infinity without a limit.
  std::int64_t memory_bytes = std::numeric_limits<std::int64_t>::max(); ///< The most of 64 bits without a limit.
};

/// @param root  the folder that holds proc/ and sys/
Granted granted_by_control_groups(const std::filesystem::path& root = "/");

} // namespace sweep
