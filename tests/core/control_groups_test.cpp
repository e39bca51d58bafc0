#include "core/control_groups.hpp"

#include <cmath>
#include <fstream>

#include <gtest/gtest.h>

#include "../io/temporary_folder.hpp"

namespace sweep {
namespace {

using test::TemporaryFolder;

void put(const std::filesystem::path& path, const std::string& text) {
  std::filesystem::create_directories(path.parent_path());
  std::ofstream(path) << text;
}

TEST(ControlGroups, GrantAllProcessorsWithoutAny) {
  const TemporaryFolder root;
  EXPECT_EQ(granted_by_control_groups(root.path()).processors, INFINITY);
}

TEST(ControlGroups, GrantTheLeastOfTheGroupAndThoseAboveItInVersion2) {
  const TemporaryFolder root;
  put(root.path() / "proc/self/cgroup", "0::/slurm/job/step\n");
  put(root.path() / "sys/fs/cgroup/slurm/job/step/cpu.max", "max 100000\n");
  put(root.path() / "sys/fs/cgroup/slurm/job/cpu.max", "150000 100000\n");
  put(root.path() / "sys/fs/cgroup/slurm/cpu.max", "800000 100000\n");
  EXPECT_EQ(granted_by_control_groups(root.path()).processors, 1.5);
}

TEST(ControlGroups, GrantWhatTheGroupOfTheCpuControllerDoesInVersion1) {
  const TemporaryFolder root;
  put(root.path() / "proc/self/cgroup", "5:memory:/m\n3:cpuacct,cpu:/docker/x\n1:cpuset:/s\n");
  put(root.path() / "sys/fs/cgroup/cpu/docker/x/cpu.cfs_quota_us", "200000\n");
  put(root.path() / "sys/fs/cgroup/cpu/docker/x/cpu.cfs_period_us", "50000\n");
  put(root.path() / "sys/fs/cgroup/cpu/docker/cpu.cfs_quota_us", "-1\n");
  put(root.path() / "sys/fs/cgroup/cpu/docker/cpu.cfs_period_us", "100000\n");
  EXPECT_EQ(granted_by_control_groups(root.path()).processors, 4);
}

TEST(ControlGroups, GrantWhatTheMountSaysInAContainerThatHidesTheGroupsAbove) {
  const TemporaryFolder root;
  put(root.path() / "proc/self/cgroup", "0::/\n");
  put(root.path() / "sys/fs/cgroup/cpu.max", "300000 100000\n");
  EXPECT_EQ(granted_by_control_groups(root.path()).processors, 3);
}

TEST(ControlGroups, LimitMemoryInVersion2) {
  const TemporaryFolder root;
  put(root.path() / "proc/self/cgroup", "0::/slurm/job\n");
  put(root.path() / "sys/fs/cgroup/slurm/job/memory.max", "max\n");
  put(root.path() / "sys/fs/cgroup/slurm/memory.max", "4294967296\n");
  EXPECT_EQ(granted_by_control_groups(root.path()).memory_bytes, std::int64_t{1} << 32);
}

TEST(ControlGroups, LimitMemoryInVersion1InTheGroupOfItsController) {
  const TemporaryFolder root;
  put(root.path() / "proc/self/cgroup", "4:memory:/docker/x\n1:cpu:/other\n");
  put(root.path() / "sys/fs/cgroup/memory/docker/x/memory.limit_in_bytes", "1073741824\n");
  put(root.path() / "sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
  put(root.path() / "sys/fs/cgroup/memory/other/memory.limit_in_bytes", "4096\n");
  EXPECT_EQ(granted_by_control_groups(root.path()).memory_bytes, 1 << 30);
}

TEST(ControlGroups, LimitNoMemoryWhereNothingIsSaid) {
  const TemporaryFolder root;
  EXPECT_EQ(granted_by_control_groups(root.path()).memory_bytes, std::numeric_limits<std::int64_t>::max());
}

TEST(ControlGroups, GrantSomethingHere) {
  EXPECT_GT(granted_by_control_groups().processors, 0);
  EXPECT_GT(granted_by_control_groups().memory_bytes, 1 << 20);
}

} // namespace
} // namespace sweep
