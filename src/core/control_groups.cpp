#include "core/control_groups.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>

namespace sweep {
namespace {

namespace fs = std::filesystem;

/// The limit set on one group; "max" (version 2) and -1 (version 1) mean none, and so does a missing file.
double processors_of(const fs::path& group) {
  double quota = 0;
  double period = 0;
  std::ifstream both(group / "cpu.max");
  if (!(both >> quota >> period)) {
    std::ifstream(group / "cpu.cfs_quota_us") >> quota;
    std::ifstream(group / "cpu.cfs_period_us") >> period;
  }
  return quota > 0 && period > 0 ? quota / period : Granted{}.processors;
}

/// The same; version 1 says a number of about 2^63 for none.
std::int64_t memory_of(const fs::path& group) {
  for (const std::string_view name : {"memory.max", "memory.limit_in_bytes"}) {
    std::ifstream file(group / name);
    if (std::int64_t bytes = 0; file >> bytes && bytes > 0) {
      return bytes;
    }
  }
  return Granted{}.memory_bytes;
}

/// Tightens `granted` to what `look` finds at `group`, a path below `mount`, and at the groups above it.
template <typename Limit>
void tighten(Limit& granted, Limit (*look)(const fs::path&), const fs::path& mount, fs::path group) {
  granted = std::min(granted, look(mount));
  for (group = group.relative_path(); !group.empty(); group = group.parent_path()) {
    granted = std::min(granted, look(mount / group));
  }
}

} // namespace

Granted granted_by_control_groups(const fs::path& root) {
  const fs::path mount = root / "sys/fs/cgroup";
  std::ifstream groups(root / "proc/self/cgroup");
  Granted granted;
  for (std::string line; std::getline(groups, line);) { // "hierarchy:controllers:/path"; version 2 is "0::/path"
    std::istringstream fields(line);
    std::string hierarchy;
    std::string controllers;
    std::string group;
    std::getline(std::getline(std::getline(fields, hierarchy, ':'), controllers, ':'), group);
    const auto controls = [&controllers](const std::string& what) {
      return ("," + controllers + ",").find("," + what + ",") != std::string::npos;
    };
    if (controllers.empty() || controls("cpu")) {
      tighten(granted.processors, processors_of, controllers.empty() ? mount : mount / "cpu", group);
    }
    if (controllers.empty() || controls("memory")) {
      tighten(granted.memory_bytes, memory_of, controllers.empty() ? mount : mount / "memory", group);
    }
  }
  return granted;
}

} // namespace sweep
