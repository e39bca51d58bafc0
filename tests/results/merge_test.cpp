#include "results/merge.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <set>

#include "core/errors.hpp"
#include "core/split_mix.hpp"
#include "equal_results.hpp"
#include "results/launches.hpp"
#include "results/parts.hpp"
#include "several_launches.hpp"

namespace sweep {
namespace {

constexpr std::int64_t shards = 5;
constexpr std::int64_t own_cases = 3; // of a shard; case 0 is the base of all

/// What a shard measured: the base and cases of its own.
Result shard(std::int64_t number) {
  Result result = test::several_launches({{1.0}, {2.0}, {3.0}, {4.0}}, fmt::format("{:02}", number));
  result.identity = fmt::format("{:032x}", number);
  result.campaign.seed = 7;
  result.part = {.of = shards, .shards = {number}, .cases = 1 + own_cases * shards, .digest = "d", .places = {0}};
  for (std::int64_t own = 0; own < own_cases; ++own) {
    result.part.places.push_back(1 + own * shards + number - 1);
  }
  for (CaseRecord& record : result.cases) {
    const std::int64_t place = result.part.places[static_cast<std::size_t>(record.index)];
    record.base = 0;
    record.chunk = place + 1;
    record.checksum = static_cast<std::uint64_t>(place + 100);
    record.step_s = record.index == 0 ? 1e-9 * static_cast<double>(number) : 1e-9;
    record.warnings = {fmt::format("of shard {}", number)};
    record.parameters.set("draws", 1000 + place);
  }
  result.latencies[0].latency.add(1e-3, static_cast<std::uint64_t>(number));
  return result;
}

Result merged(std::vector<Result> results) {
  Union all;
  for (Result& each : results) {
    all.add(std::move(each), "x.h5");
  }
  return all.take();
}

std::vector<Result> all_shards() {
  std::vector<Result> all;
  for (std::int64_t number = 1; number <= shards; ++number) {
    all.push_back(shard(number));
  }
  return all;
}

void expect_same(const Result& one, const Result& other) {
  test::expect_equal(one, other);
  test::expect_equal(cases_table(one), cases_table(other));
  EXPECT_EQ(one.identity, other.identity);
  EXPECT_EQ(shards_text(one.part), shards_text(other.part));
  EXPECT_EQ(one.part.places, other.part.places);
  ASSERT_EQ(one.origins.size(), other.origins.size());
  for (std::size_t i = 0; i < one.origins.size(); ++i) {
    EXPECT_EQ(one.origins[i].launch, static_cast<std::int64_t>(i));
    EXPECT_EQ(one.origins[i].origin, other.origins[i].origin);
    EXPECT_EQ(one.origins[i].shard, other.origins[i].shard);
  }
}

TEST(Merge, HasEveryCaseOnceInTheCampaignsOrderAndEveryLaunch) {
  const Result all = merged(all_shards());
  EXPECT_TRUE(all.complete);
  EXPECT_TRUE(all.part.is_whole());
  ASSERT_EQ(std::ssize(all.cases), 1 + own_cases * shards);
  for (const CaseRecord& each : all.cases) {
    EXPECT_EQ(each.chunk, each.index + 1);
    EXPECT_EQ(each.base, 0);
  }
  EXPECT_EQ(std::ssize(all.launches), shards);
  std::set<std::int64_t> of_base;
  for (const Sample& each : all.samples) {
    if (each.case_index == 0) {
      of_base.insert(each.repetition);
    }
  }
  EXPECT_EQ(std::ssize(of_base), 3 * shards); // repetitions of all launches, each with a number of its own
  EXPECT_EQ(*of_base.rbegin(), 3 * shards - 1);
}

TEST(Merge, NamesWhatIsMissing) {
  const Result some = merged({shard(4), shard(1)});
  EXPECT_FALSE(some.complete);
  EXPECT_EQ(shards_text(some.part), "1,4/5");
  EXPECT_EQ(missing_shards(some.part), (std::vector<std::int64_t>{2, 3, 5}));
}

/// As it was while its launch ran.
Result early(std::int64_t number) {
  Result result = shard(number);
  result.complete = false;
  result.samples.resize(4);
  for (CaseRecord& each : result.cases) {
    each.status = CaseStatus::unfinished;
    each.checksum = 0;
  }
  return result;
}

TEST(Merge, TakesTheLaterStateOfALaunch) {
  expect_same(merged({early(2), shard(2)}), merged({shard(2)}));
  expect_same(merged({shard(2), early(2)}), merged({shard(2)}));
}

TEST(Merge, OfAFileWithItselfIsTheFile) {
  const Result once = merged({shard(3)});
  expect_same(merged({once, once, shard(3)}), once);
}

TEST(Merge, KnowsAWholeCampaignFromItsShards) {
  Result whole = merged(all_shards());
  expect_same(merged({shard(2), whole}), whole);
  EXPECT_TRUE(merged({whole, shard(2)}).complete);
}

TEST(Merge, KeepsTheOrderOfLaunchesByTime) {
  const Result all = merged({shard(3), shard(1), shard(2)});
  for (std::size_t i = 0; i < all.launches.size(); ++i) {
    EXPECT_EQ(all.launches[i].began, shard(static_cast<std::int64_t>(i) + 1).launches.front().began);
    EXPECT_EQ(all.origins[i].shard, static_cast<std::int64_t>(i) + 1);
  }
  EXPECT_EQ(all.cases[0].warnings,
            (std::vector<std::string>{"of shard 1", "launch 1: of shard 2", "launch 2: of shard 3"}));
}

TEST(Merge, FollowsALaunchThatWentOnWithAnother) {
  Result two = shard(2);
  two.launches.push_back(two.launches.front());
  two.launches.back().launch = 1;
  two.launches.back().continues = 0;
  two.launches.back().began = "2026-01-01T09:00:00Z";
  Result late = shard(1);
  late.launches.front().began = "2026-01-01T00:00:00Z";
  const Result all = merged({two, late, shard(3)});
  EXPECT_EQ(all.launches.at(3).continues, 1);
  EXPECT_EQ(all.launches.at(1).continues, -1);
}

TEST(Merge, TakesTheWorstStatusWithItsWords) {
  Result failed = shard(2);
  failed.cases[0].status = CaseStatus::failed;
  failed.cases[0].error = "no room";
  failed.cases[0].checksum = 7; // of a wrong answer, for which it may have failed
  for (const auto& results : {std::vector{failed, shard(1)}, std::vector{shard(1), failed}}) {
    const CaseRecord base = merged(results).cases[0];
    EXPECT_EQ(base.status, CaseStatus::failed);
    EXPECT_EQ(base.error, "no room");
    EXPECT_EQ(base.checksum, 100U);
  }
}

TEST(Merge, TakesTheLaterStateOfWhatOnlyLackedTime) {
  Result early = shard(2);
  early.cases[0].status = CaseStatus::failed;
  early.cases[0].error = lacks_time + std::string("a repetition takes 10 s");
  for (const auto& results : {std::vector{early, shard(1)}, std::vector{shard(1), early}}) {
    EXPECT_EQ(merged(results).cases[0].status, CaseStatus::finished);
  }
}

/// Merges random groups of what there is, some of it twice, until one is left.
Result random_tree(std::vector<Result> results, SplitMix& random) {
  const auto any = [&](std::size_t count) { return static_cast<std::size_t>(random.next() % count); };
  while (results.size() > 1) {
    std::vector<Result> group;
    for (std::size_t size = 1 + any(3); size > 0; --size) {
      const std::size_t taken = any(results.size());
      group.push_back(results[taken]);
      if (any(3) != 0) {
        results.erase(results.begin() + static_cast<std::ptrdiff_t>(taken));
      }
      if (results.empty()) {
        break;
      }
    }
    results.push_back(merged(std::move(group)));
  }
  return results.front();
}

TEST(Merge, IsTheSameInEveryTreeOfMerges) {
  const Result expected = merged(all_shards());
  SplitMix random(20);
  for (int tree = 0; tree < 40 && !HasFailure(); ++tree) {
    std::vector<Result> results = all_shards();
    results.insert(results.end(), {early(2), expected, early(5)});
    results.resize(results.size() - random.next() % 4);
    expect_same(random_tree(std::move(results), random), expected);
  }
}

void expect_refused(const Result& other, const std::string& what) {
  try {
    merged({shard(1), other});
    FAIL() << "nothing was thrown where " << what;
  } catch (const UsageError& error) {
    EXPECT_NE(std::string(error.what()).find(what), std::string::npos) << error.what();
  }
}

TEST(Merge, RefusesWhatIsNotOfTheSameCampaign) {
  Result other = shard(2);
  other.campaign.seed = 8;
  expect_refused(other, "its seed is 8");
  other = shard(2);
  other.part.digest = "e";
  expect_refused(other, "other cases, or other shards");
  other = shard(2);
  other.part.of = 6;
  expect_refused(other, "6 shards");
  Result whole = merged(all_shards());
  for (OriginRecord& each : whole.origins) {
    each.shards = 4;
  }
  expect_refused(whole, "4 shards");
  whole = merged(all_shards());
  whole.cases.pop_back();
  expect_refused(whole, "15 cases");
  other = shard(2);
  other.cases[0].checksum = 1;
  expect_refused(other, "another answer");
  other = shard(2);
  other.cases[0].threads = 3;
  expect_refused(other, "another one");
  other = shard(2);
  other.identity.clear();
  expect_refused(other, "older version");
}

} // namespace
} // namespace sweep
