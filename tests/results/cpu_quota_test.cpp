#include "results/cpu_quota.hpp"

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

TEST(CpuQuotaTest, IsInfiniteWithoutControlGroups) {
  const TemporaryFolder root;
  EXPECT_EQ(cpu_quota(root.path()), INFINITY);
}

TEST(CpuQuotaTest, IsTheTightestOfTheGroupAndThoseAboveItInVersion2) {
  const TemporaryFolder root;
  put(root.path() / "proc/self/cgroup", "0::/slurm/job/step\n");
  put(root.path() / "sys/fs/cgroup/slurm/job/step/cpu.max", "max 100000\n");
  put(root.path() / "sys/fs/cgroup/slurm/job/cpu.max", "150000 100000\n");
  put(root.path() / "sys/fs/cgroup/slurm/cpu.max", "800000 100000\n");
  EXPECT_EQ(cpu_quota(root.path()), 1.5);
}

TEST(CpuQuotaTest, ReadsTheGroupOfTheCpuControllerInVersion1) {
  const TemporaryFolder root;
  put(root.path() / "proc/self/cgroup", "5:memory:/m\n3:cpuacct,cpu:/docker/x\n1:cpuset:/s\n");
  put(root.path() / "sys/fs/cgroup/cpu/docker/x/cpu.cfs_quota_us", "200000\n");
  put(root.path() / "sys/fs/cgroup/cpu/docker/x/cpu.cfs_period_us", "50000\n");
  put(root.path() / "sys/fs/cgroup/cpu/docker/cpu.cfs_quota_us", "-1\n");
  put(root.path() / "sys/fs/cgroup/cpu/docker/cpu.cfs_period_us", "100000\n");
  EXPECT_EQ(cpu_quota(root.path()), 4);
}

TEST(CpuQuotaTest, ReadsTheMountItselfInAContainerThatHidesTheGroupsAbove) {
  const TemporaryFolder root;
  put(root.path() / "proc/self/cgroup", "0::/\n");
  put(root.path() / "sys/fs/cgroup/cpu.max", "300000 100000\n");
  EXPECT_EQ(cpu_quota(root.path()), 3);
}

TEST(CpuQuotaTest, IsPositiveHere) {
  EXPECT_GT(cpu_quota(), 0);
}

} // namespace
} // namespace sweep
