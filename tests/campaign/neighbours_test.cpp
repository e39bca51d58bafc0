#include "campaign/neighbours.hpp"

#include <gtest/gtest.h>

namespace sweep {
namespace {

constexpr Instant second = 1'000'000'000;

Launch on(const std::vector<std::string>& hosts) {
  Launch launch{.ranks = static_cast<int>(hosts.size()), .cores = 1, .facts = {}};
  for (const std::string& host : hosts) {
    launch.facts.push_back({.hostname = host, .affinity = "0-1", .cpu_quota = 1e9});
  }
  return launch;
}

/// A node on which so much is used a second: by each rank, by its services, by strangers.
struct Rates {
  double rank = 0;
  double services = 0;
  double strangers = 0;
  int ranks = 1;

  ProcessorUse at(double time) const {
    return {.when = static_cast<Instant>(time * static_cast<double>(second)),
            .ours = 5 + rank * time,
            .services = 3 + services * time,
            .all = 1000 + (ranks * (rank + services) + strangers) * time};
  }
  UseSeen between(double begin, double end) const { return {.before = at(begin), .after = at(end)}; }
};

TEST(NeighboursTest, KnowNothingOfWindowsShorterThanASecond) {
  const Launch launch = on({"here"});
  Neighbours neighbours(launch);
  const Rates rates{.rank = 1, .strangers = 0.5};
  EXPECT_EQ(neighbours.strangers(std::vector{rates.between(0, 0.4)}), std::vector{0.0});
  EXPECT_EQ(neighbours.strangers(std::vector{rates.between(0.4, 0.9)}), std::vector{0.0});
}

TEST(NeighboursTest, TellStrangersFromRanksAndTheirServices) {
  const Launch launch = on({"here", "here"});
  Neighbours neighbours(launch);
  const Rates rates{.rank = 0.7, .services = 0.2, .strangers = 0.5, .ranks = 2};
  neighbours.strangers(std::vector(2, rates.between(0, 1)));
  const std::vector<Seconds> taken = neighbours.strangers(std::vector(2, rates.between(1, 3)));
  ASSERT_EQ(taken.size(), 2);
  EXPECT_NEAR(taken[0], 0.5 * 2, 1e-9);
  EXPECT_EQ(taken[1], 0) << "it is on the same host";
}

TEST(NeighboursTest, GiveAShortRepetitionItsShareOfTheWindowThatEndsWithIt) {
  const Launch launch = on({"here"});
  Neighbours neighbours(launch);
  const Rates rates{.rank = 1, .strangers = 0.25};
  std::vector<Seconds> taken;
  for (double begin = 0; begin < 2; begin += 0.125) {
    taken = neighbours.strangers(std::vector{rates.between(begin, begin + 0.125)});
  }
  EXPECT_NEAR(taken.front(), 0.25 * 0.125, 1e-9);
}

TEST(NeighboursTest, SeeEachHostApart) {
  const Launch launch = on({"here", "there", "there"});
  Neighbours neighbours(launch);
  const Rates here{.rank = 1, .strangers = 0};
  const Rates there{.rank = 1, .strangers = 0.5, .ranks = 2};
  for (double begin = 0; begin < 2; ++begin) {
    neighbours.strangers(
        std::vector{here.between(begin, begin + 1), there.between(begin, begin + 1), there.between(begin, begin + 1)});
  }
  const std::vector<Seconds> taken =
      neighbours.strangers(std::vector{here.between(2, 3), there.between(2, 3), there.between(2, 3)});
  EXPECT_NEAR(taken[0], 0, 1e-9);
  EXPECT_NEAR(taken[1], 0.5, 1e-9);
  EXPECT_EQ(taken[2], 0);
}

TEST(NeighboursTest, RememberTheRanksThatTookNoPart) {
  const Launch launch = on({"here", "here"});
  Neighbours neighbours(launch);
  const Rates both{.rank = 1, .strangers = 0.5, .ranks = 2};
  const Rates one{.rank = 1, .strangers = 0.5, .ranks = 1};
  neighbours.strangers(std::vector(2, both.between(0, 2)));
  UseSeen alone = one.between(2, 4); // rank 1 sleeps meanwhile
  alone.before.all = both.at(2).all;
  alone.after.all = both.at(2).all + 2 * 1.5;
  EXPECT_NEAR(neighbours.strangers(std::vector{alone}).front(), 0.5 * 2, 1e-9);
}

TEST(NeighboursTest, AreNotSeenWhereTheSystemDoesNotTell) {
  const Launch launch = on({"here"});
  Neighbours neighbours(launch);
  Rates rates{.rank = 1};
  UseSeen seen = rates.between(0, 5);
  seen.after.all = seen.before.all = 0;
  neighbours.strangers(std::vector{seen});
  EXPECT_EQ(neighbours.strangers(std::vector{seen}), std::vector{0.0});
}

} // namespace
} // namespace sweep
