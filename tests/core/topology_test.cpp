#include "core/topology.hpp"

#include <gtest/gtest.h>

#include "core/errors.hpp"
#include "synthetic_machine.hpp"

namespace sweep {
namespace {

using test::machine_of;

TEST(TopologyTest, KnowsWhichHardwareThreadsShareACore) {
  EXPECT_EQ(to_text(test::siblings_adjacent().cores), "0-1;2-3;4-5;6-7|8-9;10-11;12-13;14-15");
  EXPECT_EQ(to_text(test::siblings_apart().cores), "0,8;1,9;2,10;3,11|4,12;5,13;6,14;7,15");
}

TEST(TopologyTest, TakesEachHardwareThreadForACoreWhereTheSystemKnowsNone) {
  EXPECT_EQ(to_text(machine_of("pu:3").cores), "0;1;2");
}

TEST(TopologyTest, KnowsMachinesOfMoreThan1024HardwareThreads) {
  const Topology large = machine_of("package:4 core:512 pu:2");
  ASSERT_EQ(large.cores.size(), 2048);
  EXPECT_EQ(large.cores.back(), (Core{.number = 4094, .package = 3, .hardware_threads = {4094, 4095}}));
}

TEST(TopologyTest, IsReadBackFromItsText) {
  const Topology apart = test::siblings_apart();
  EXPECT_EQ(cores_from_text(to_text(apart.cores)), apart.cores);
  EXPECT_TRUE(cores_from_text("").empty());
}

TEST(TopologyTest, RefusesWhatIsNoDescription) {
  EXPECT_THROW(topology_from_xml("nothing"), SystemError);
}

TEST(TopologyTest, KnowsThisNode) {
  EXPECT_FALSE(this_topology().cores.empty());
  EXPECT_NE(this_topology().processor, "");
}

} // namespace
} // namespace sweep
