#include "campaign/shards.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "campaign/bound.hpp"
#include "scripted_workload.hpp"
#include "workloads/catalogue.hpp"

namespace sweep {
namespace {

/// Cases of very different length, each problem with its base.
Plan plan_of(const std::vector<Value>& draws) {
  return expand(test::campaign_of(*find_workload("monte_carlo"),
                                  {{"model", {"serial", "threads"}},
                                   {"draws", draws},
                                   {"schedule", {"static", "dynamic"}},
                                   {"chunk", {std::int64_t{1}, std::int64_t{2}, std::int64_t{3}}}}),
                {.ranks = 4, .cores = 2, .facts = {}});
}

Plan uneven() {
  return plan_of({std::int64_t{1000}, std::int64_t{100'000}, std::int64_t{3'000'000}, std::int64_t{40'000'000}});
}

TEST(Split, GivesEveryCaseToOneShardAndBasesToAllThatNeedThem) {
  const Plan plan = uneven();
  std::set<std::size_t> bases;
  for (const Case& each : plan.cases) {
    bases.insert(static_cast<std::size_t>(each.record.base));
  }
  for (const std::int64_t shards : {1, 2, 3, 7, 64}) {
    std::vector<int> times(plan.cases.size());
    for (const auto& cases : split(plan, shards).cases) {
      EXPECT_TRUE(std::ranges::is_sorted(cases, std::ranges::less_equal{}));
      for (const std::size_t index : cases) {
        ++times[index];
        EXPECT_TRUE(std::ranges::binary_search(cases, static_cast<std::size_t>(plan.cases[index].record.base)));
        EXPECT_TRUE(std::ranges::binary_search(cases, plan.problems[plan.cases[index].problem].base));
      }
    }
    for (std::size_t index = 0; index < times.size(); ++index) {
      EXPECT_TRUE(bases.contains(index) ? times[index] >= 1 : times[index] == 1) << "case " << index;
    }
  }
}

TEST(Split, KeepsLoadsApartByOneCaseWithItsBaseAtMost) {
  const Plan plan = uneven();
  const std::vector<Seconds> times = ideal_times(plan);
  const Seconds longest = std::ranges::max(times) * 2 + 2e-3; // a case and its base, with what is beside their tasks
  for (const std::int64_t shards : {2, 3, 5, 8}) {
    const auto [least, most] = std::ranges::minmax(split(plan, shards).loads);
    EXPECT_LE(most - least, longest);
    EXPECT_GT(least, 0);
  }
}

TEST(Split, IsTheSameOnMachinesOfAnySize) {
  const Plan plan = uneven();
  Plan elsewhere = uneven();
  for (Problem& problem : elsewhere.problems) {
    problem.memory_bytes *= 64;
    problem.cost.processor = 1e-6; // by another instruction set, in another order
  }
  EXPECT_EQ(split(plan, 5).cases, split(elsewhere, 5).cases);
}

TEST(PartOf, NumbersCasesAnewAndKnowsTheirPlaces) {
  const Plan whole = uneven();
  std::set<std::int64_t> places;
  for (std::int64_t number = 1; number <= 3; ++number) {
    const Plan part = part_of(uneven(), {.number = number, .of = 3});
    ASSERT_EQ(part.part.places.size(), part.cases.size());
    EXPECT_EQ(part.part.cases, std::ssize(whole.cases));
    EXPECT_EQ(part.part.digest, part_of(uneven(), {.number = 1, .of = 3}).part.digest);
    for (std::size_t index = 0; index < part.cases.size(); ++index) {
      const auto place = static_cast<std::size_t>(part.part.places[index]);
      const auto base = static_cast<std::size_t>(part.cases[index].record.base);
      EXPECT_EQ(part.part.places.at(base), whole.cases[place].record.base);
      EXPECT_EQ(part.cases[index].record.chunk, whole.cases[place].record.chunk);
      EXPECT_EQ(part.problems[part.cases[index].problem].base, base);
      places.insert(part.part.places[index]);
    }
  }
  EXPECT_EQ(places.size(), whole.cases.size());
}

TEST(PartOf, MayHaveNoCase) {
  const Plan part = part_of(plan_of({std::int64_t{1000}}), {.number = 999, .of = 1000});
  EXPECT_TRUE(part.cases.empty());
  EXPECT_EQ(part.part.shards, std::vector<std::int64_t>{999});
}

TEST(Split, HandsNoBaseToAShardForNothing) {
  const Plan plan = uneven();
  for (const auto& cases : split(plan, 40).cases) {
    for (const std::size_t base : cases) {
      const auto needs = [&](std::size_t each) {
        return each != base && (static_cast<std::size_t>(plan.cases[each].record.base) == base ||
                                plan.problems[plan.cases[each].problem].base == base);
      };
      const bool is_base = static_cast<std::size_t>(plan.cases[base].record.base) == base;
      EXPECT_TRUE(!is_base || std::ranges::any_of(cases, needs));
    }
  }
}

TEST(PartOf, KnowsAnotherSplitByItsDigest) {
  const auto digest = [](std::int64_t shards) { return part_of(uneven(), {.number = 1, .of = shards}).part.digest; };
  EXPECT_NE(digest(2), digest(3));
}

TEST(PartOf, TellsPlansApartByTheirDigest) {
  const auto digest = [](std::int64_t draws) { return part_of(plan_of({draws}), {.number = 1, .of = 2}).part.digest; };
  EXPECT_NE(digest(1000), digest(2000));
}

} // namespace
} // namespace sweep
