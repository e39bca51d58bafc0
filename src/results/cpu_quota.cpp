#include "results/cpu_quota.hpp"

#include <algorithm>
#include <fstream>
#include <limits>
#include <sstream>
#include <string>

#include <fmt/format.h>

namespace sweep {
namespace {

namespace fs = std::filesystem;

constexpr double unlimited = std::numeric_limits<double>::infinity();

/// The limit set on one group; "max" (version 2) and -1 (version 1) mean none, and so does a missing file.
double quota_of(const fs::path& group) {
  double quota = 0;
  double period = 0;
  std::ifstream both(group / "cpu.max");
  if (!(both >> quota >> period)) {
    std::ifstream(group / "cpu.cfs_quota_us") >> quota;
    std::ifstream(group / "cpu.cfs_period_us") >> period;
  }
  return quota > 0 && period > 0 ? quota / period : unlimited;
}

/// The tightest limit on `group`, a path below `mount`, and on the groups above it.
double tightest(const fs::path& mount, fs::path group) {
  double quota = quota_of(mount);
  for (group = group.relative_path(); !group.empty(); group = group.parent_path()) {
    quota = std::min(quota, quota_of(mount / group));
  }
  return quota;
}

} // namespace

double cpu_quota(const fs::path& root) {
  const fs::path mount = root / "sys/fs/cgroup";
  std::ifstream groups(root / "proc/self/cgroup");
  double quota = unlimited;
  for (std::string line; std::getline(groups, line);) { // "hierarchy:controllers:/path"; version 2 is "0::/path"
    std::istringstream fields(line);
    std::string hierarchy;
    std::string controllers;
    std::string group;
    std::getline(std::getline(std::getline(fields, hierarchy, ':'), controllers, ':'), group);
    if (controllers.empty()) {
      quota = std::min(quota, tightest(mount, group));
    } else if (fmt::format(",{},", controllers).find(",cpu,") != std::string::npos) {
      quota = std::min(quota, tightest(mount / "cpu", group));
    }
  }
  return quota;
}

} // namespace sweep
