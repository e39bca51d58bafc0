#pragma once

#include <filesystem>

namespace sweep {

/// How many processors' worth of time this process' control groups (version 1 or 2) grant it, e.g. 1.5; infinity
/// without a limit. Containers limit processors in this way and not by the affinity mask. `root` is the folder that
/// holds proc/ and sys/.
double cpu_quota(const std::filesystem::path& root = "/");

} // namespace sweep
