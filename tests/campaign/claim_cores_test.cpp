#include "campaign/claim_cores.hpp"

#include <algorithm>
#include <cstdlib>

#include <gtest/gtest.h>

#include "../comm/shared_folder.hpp"
#include "../comm/world.hpp"
#include "campaign/placement.hpp"
#include "core/affinity.hpp"
#include "results/machine.hpp"
#include "scripted_workload.hpp"

namespace sweep {
namespace {

using test::world;

/// A plan of one case on one rank with one worker, and a file for claims that all ranks see.
class ClaimCores : public testing::Test {
 protected:
  ClaimCores() { setenv("SWEEP_CLAIMS", (folder_.path() / "claims").c_str(), 1); }
  ~ClaimCores() override { unsetenv("SWEEP_CLAIMS"); }

  test::SharedFolder folder_;
  Launch launch_ = survey(world());
  WorkloadDescriptor workload_ = test::scripted({.tasks = 4});
  Plan plan_ =
      expand(test::campaign_of(workload_, {{"model", {std::string("serial")}}, {"ranks", {std::int64_t{1}}}}), launch_);
  Node node_ = launch_.node(hostname());
};

TEST_F(ClaimCores, LeavesThePlacementAsItIsWhereNoOtherRunIsOnTheNode) {
  const auto claims = claim_cores(world(), plan_, launch_);
  EXPECT_EQ(claims != nullptr, world().rank() == 0);
  EXPECT_TRUE(launch_.claimed.empty());
  EXPECT_EQ(claims_warning(launch_), "");
}

TEST_F(ClaimCores, TakesOthersThanThoseOfAnotherRunAndSaysSo) {
  if (node_.cores.size() < 2) {
    GTEST_SKIP() << "there is one core only";
  }
  const int first = node_.shares(1, 1).front().front();
  const std::vector<Core> taken = usable_cores(node_.cores, {first});
  const auto other = std::make_unique<Claims>(claims_file());
  if (world().rank() == 0) {
    other->take(taken, 1);
  }
  world().barrier();
  const auto claims = claim_cores(world(), plan_, launch_);
  ASSERT_EQ(launch_.claimed.size(), 1);
  EXPECT_NE(claims_warning(launch_).find("another run of sweep is on " + hostname()), std::string::npos);
  const std::vector<int> ours = launch_.claimed.at(hostname());
  ASSERT_FALSE(ours.empty());
  EXPECT_EQ(std::ranges::find(ours, first), ours.end());
  if (world().rank() == 0) {
    const Team team(Communicator::self(), 0);
    const Placement placement(launch_, team, 0, 1);
    EXPECT_EQ(allowed_hardware_threads(), std::vector{ours.front()});
  }
}

TEST_F(ClaimCores, PlacesNobodyWhereAnotherRunHasThemAll) {
  const auto other = std::make_unique<Claims>(claims_file());
  if (world().rank() == 0) {
    other->take(node_.cores, node_.cores.size());
  }
  world().barrier();
  const auto claims = claim_cores(world(), plan_, launch_);
  EXPECT_TRUE(launch_.claimed.at(hostname()).empty());
  if (world().rank() == 0) {
    const std::vector<int> before = allowed_hardware_threads();
    const Team team(Communicator::self(), 0);
    const Placement placement(launch_, team, 0, 1);
    EXPECT_EQ(allowed_hardware_threads(), before);
  }
}

} // namespace
} // namespace sweep
