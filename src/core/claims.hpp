#pragma once

#include <filesystem>
#include <vector>

#include "core/topology.hpp"

namespace sweep {

/// The cores of this node that this process has claimed for itself among the runs of this program, while it lives:
/// advisory locks on the bytes of one file, a byte a core, which the kernel takes back however the process ends.
/// Processes that do not see the same file (containers) do not see each other.
class Claims {
 public:
  /// @param file  made if missing, for all users; where it cannot be used nothing is claimed and nobody is met
  explicit Claims(const std::filesystem::path& file);
  ~Claims();
  Claims(const Claims&) = delete;
  Claims& operator=(const Claims&) = delete;

  /// Claims up to `most` of `cores`, passing over those that another process has claimed; returns what was claimed.
  std::vector<Core> take(const std::vector<Core>& cores, std::size_t most);

  /// Whether some of those asked for were another's.
  bool met_others() const { return met_others_; }

 private:
  int descriptor_;
  bool met_others_ = false;
};

/// Where the runs of a node meet: the file that SWEEP_CLAIMS names, or else one in memory.
std::filesystem::path claims_file();

} // namespace sweep
