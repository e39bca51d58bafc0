#pragma once

#include <filesystem>
#include <string>

namespace sweep {

/// Removes what launches of this host that were killed left beside the result at `path`: temporary files of it and of
/// its journal, and `scratch`, the folder beside it for files of workloads. What a launch that lives uses, and what was
/// left on purpose, stays, as does what cannot be removed.
void remove_leftovers(const std::string& path, const std::string& scratch) noexcept;

/// A name for a file beside the result at `path` that is there for a moment; where that is the last, it is a leftover.
std::filesystem::path trial_beside(const std::string& path);

} // namespace sweep
