#include "cli/placement_text.hpp"

#include <limits>

#include <gtest/gtest.h>

#include "../campaign/scripted_workload.hpp"

namespace sweep {
namespace {

constexpr double no_quota = std::numeric_limits<double>::infinity();
constexpr std::int64_t gibibyte = std::int64_t{1} << 30;

RankFacts on(const std::string& host, const std::string& hardware_threads, std::int64_t memory = gibibyte) {
  return {.hostname = host, .affinity = hardware_threads, .cpu_quota = no_quota, .memory_bytes = memory};
}

Launch launch_of(std::vector<RankFacts> facts) {
  return {.ranks = static_cast<int>(facts.size()), .cores = 1, .facts = std::move(facts)};
}

std::string placement_of(const Launch& launch, std::int64_t ranks) {
  const WorkloadDescriptor workload = test::scripted({.tasks = 10});
  return placement_text(expand(test::campaign_of(workload, {{"model", {"serial"}}, {"ranks", {ranks}}}), launch),
                        launch);
}

TEST(PlacementText, TellsUnevenAndCyclicPlacementsOnNodesOfDifferentSize) {
  const Launch launch = launch_of(
      {on("a", "0-3", 4 * gibibyte), on("b", "0"), on("a", "0-3", 4 * gibibyte), on("a", "0-3", 4 * gibibyte)});
  EXPECT_EQ(placement_of(launch, 4), "\n"
                                     "  host  ranks  threads at most  cores  hardware threads  memory a node\n"
                                     "  a     0,2-3                3      4                 4          4 GiB\n"
                                     "  b         1                1      1                 1          1 GiB\n");
}

TEST(PlacementText, TellsOfHostsOnWhichNoCaseRuns) {
  const std::string text = placement_of(launch_of({on("a", "0"), on("b", "0")}), 1);
  EXPECT_NE(text.find("b         1                0"), std::string::npos) << text;
}

TEST(PlacementText, BringsManyHostsThatAreAlikeTogether) {
  std::vector<RankFacts> facts;
  for (int node = 0; node < 100; ++node) {
    facts.push_back(on("n" + std::to_string(node), "0-1"));
    facts.push_back(on("n" + std::to_string(node), "0-1"));
  }
  facts.push_back(on("large", "0-63", 64 * gibibyte));
  const std::string text = placement_of(launch_of(facts), 201);
  EXPECT_NE(text.find("n0 … n99 (100)"), std::string::npos) << text;
  EXPECT_NE(text.find("0-199"), std::string::npos) << text;
  EXPECT_NE(text.find("64 GiB"), std::string::npos) << text;
  EXPECT_EQ(std::ranges::count(text, '\n'), 4) << text;
}

TEST(PlacementLine, TellsOfEachHost) {
  EXPECT_EQ(placement_line(launch_of({on("a", "0-1"), on("b", "3", 0), on("a", "0-1")})),
            "a: ranks 0,2, 2 cores, 2 hardware threads, 1 GiB; b: rank 1, 1 core, 1 hardware thread, not known");
}

} // namespace
} // namespace sweep
