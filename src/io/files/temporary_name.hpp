#pragma once

#include <filesystem>

namespace sweep {

/// Where this process writes what is then to be renamed to `destination`: ".<name>.<host>.<process>.tmp" beside it.
std::filesystem::path temporary_name(const std::filesystem::path& destination);

/// Removes what processes of this host that were killed left under such names, as far as it can be removed. Those of
/// other hosts stay, since nobody here knows whether they live.
void remove_abandoned_temporaries(const std::filesystem::path& destination) noexcept;

/// The same of all files in a folder.
void remove_abandoned_temporaries_in(const std::filesystem::path& folder) noexcept;

} // namespace sweep
