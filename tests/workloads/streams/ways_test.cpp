// Which checks catch which way to get random numbers wrongly, and how often they doubt the right one. The table of
// analysis/README.md is Caught's rows.

#include "workloads/streams/checks.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <functional>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "../stopping.hpp"
#include "workloads/kernels/catalogue.hpp"
#include "workloads/scores.hpp"
#include "workloads/streams/catalogue.hpp"

namespace sweep {
namespace {

using Checks = std::set<std::string>;

/// A Monte Carlo result: settings of radii from 0.9 to 1, each with so many draws, computed on `ranks` with `workers`
/// each, which take turns: the interleaving is the test's, not the machine's.
class Result {
 public:
  Result(const std::string& way, std::uint64_t how_many, std::uint64_t draws_each)
      : way_(*find_streams(way)), settings_(how_many), draws_(draws_each), tasks_(how_many), scores_(how_many) {}

  const std::vector<Sampled>& compute(std::uint64_t seed, std::uint64_t ranks, std::uint64_t workers) {
    for (std::uint64_t rank = 0; rank < ranks; ++rank) {
      const std::unique_ptr<Streams> streams = way_.make(seed);
      streams->begin(static_cast<int>(rank));
      std::vector<std::unique_ptr<Worker>> own;
      for (std::uint64_t worker = 0; worker < workers; ++worker) {
        own.push_back(std::make_unique<Stopping>());
      }
      for (std::uint64_t task = rank; task < settings_; task += ranks) {
        take(task, {seed, task}, *streams, *own[task / ranks % workers]);
      }
    }
    return tasks_;
  }

  /// Of one rank, with tasks by twos: at each safe point of the first its neighbour takes all of its draws.
  const std::vector<Sampled>& interrupt(std::uint64_t seed) {
    const std::unique_ptr<Streams> streams = way_.make(seed);
    streams->begin(0);
    Stopping second;
    for (std::uint64_t task = 0; task + 1 < settings_; task += 2) {
      bool once = true;
      Stopping first([&] {
        if (std::exchange(once, false)) {
          take(task + 1, {seed, task + 1}, *streams, second);
        }
      });
      take(task, {seed, task}, *streams, first);
    }
    return tasks_;
  }

  Checks doubted(double level = false_alarm_rate) const {
    Checks checks;
    std::vector<std::string> found = doubts(tasks_, way_.bits, level);
    std::ranges::move(score_doubts(scores_), std::back_inserter(found));
    for (const std::string& doubt : found) {
      checks.insert(doubt.substr(0, doubt.find(':')));
    }
    return checks;
  }

 private:
  void take(std::uint64_t task, Stream stream, Streams& streams, Worker& worker) {
    const double radius = 0.9 + 0.1 * static_cast<double>(task) / static_cast<double>(settings_);
    std::array<std::uint64_t, 1> words{};
    const Origin origin = streams.draw({*kernel_, task, &radius, draws_, words}, worker);
    tasks_[task] = {.origin = way_.origin ? way_.origin(stream, draws_) : origin, .draws = draws_};
    scores_[task] = kernel_->score(words, &radius, draws_);
    if (const std::optional<Estimate> expected = kernel_->expected(&radius, draws_)) {
      const double mean = kernel_->estimate(words, &radius, draws_).mean;
      tasks_[task].deviation = (mean - expected->mean) / expected->standard_error;
    }
  }

  const StreamsDescriptor& way_;
  std::unique_ptr<const Kernel> kernel_ = find_kernel("pi")->make({best_instruction_set()});
  std::uint64_t settings_;
  std::uint64_t draws_;
  std::vector<Sampled> tasks_;
  std::vector<double> scores_;
};

struct Caught {
  std::string way;
  std::uint64_t ranks;
  std::uint64_t workers;
  Checks by;
};

class EveryWay : public testing::TestWithParam<Caught> {};

INSTANTIATE_TEST_SUITE_P(Ways, EveryWay,
                         testing::Values(Caught{"correct", 1, 2, {}}, Caught{"correct", 2, 1, {}},
                                         Caught{"same_seed", 1, 2, {"duplicate streams", "variance of the mean"}},
                                         Caught{"same_seed", 2, 1, {"duplicate streams", "variance of the mean"}},
                                         Caught{"seed_plus_rank", 2, 1, {"serial correlation"}},
                                         Caught{"seed_plus_rank", 4, 1, {"serial correlation"}},
                                         Caught{"shared_locked", 1, 2, {}}, Caught{"shared_locked", 2, 2, {}}),
                         [](const auto& test) {
                           return test.param.way + "_ranks_" + std::to_string(test.param.ranks) + "_workers_" +
                                  std::to_string(test.param.workers);
                         });

TEST_P(EveryWay, IsCaughtByTheChecksOfItsRowAndByNoOther) {
  Result result(GetParam().way, 1000, 300);
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    result.compute(seed, GetParam().ranks, GetParam().workers);
    EXPECT_EQ(result.doubted(), GetParam().by) << "seed " << seed;
  }
}

TEST(SharedRacing, IsCaughtByItsLostDrawsAloneOnceTwoTasksMeet) {
  Result result("shared_racing", 200, 300);
  result.compute(1, 1, 2);
  EXPECT_EQ(result.doubted(), Checks{}) << "nobody came between reading and writing";
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    result.interrupt(seed);
    EXPECT_EQ(result.doubted(), Checks{"lost draws"}) << "seed " << seed;
  }
}

TEST(SharedRacing, LosesWhatOthersDrewBetweenReadingAndWriting) {
  Result result("shared_racing", 2, 300);
  const std::vector<std::string> doubted = doubts(result.interrupt(1), 64);
  ASSERT_EQ(doubted.size(), 1);
  EXPECT_TRUE(doubted[0].starts_with("lost draws: of 600 draws 300 were taken again")) << doubted[0];
}

TEST(Correct, PassesAllChecksOnAThousandSeedsAtTheStatedRateOfFalseAlarms) {
  Result result("correct", 200, 500);
  int false_alarms = 0;
  std::map<std::string, int> at_five_percent;
  for (std::uint64_t seed = 1; seed <= 1000; ++seed) {
    result.compute(seed, 1, 1);
    false_alarms += static_cast<int>(result.doubted().size());
    for (const std::string& check : result.doubted(0.05)) {
      ++at_five_percent[check];
    }
  }
  EXPECT_LE(false_alarms, 2) << "0.3 are expected of three checks at 1e-4; more than 2 come once in 280 such tests";
  // The rates are what they are said to be: 50 ± 7 of the exact check, fewer of the bounds.
  EXPECT_NEAR(at_five_percent["variance of the mean"], 50, 21);
  EXPECT_LE(at_five_percent["serial correlation"], 50);
  EXPECT_LE(at_five_percent["duplicate streams"], 50);
  EXPECT_EQ(at_five_percent["lost draws"], 0) << "which is exact";
}

TEST(Ways, AreCaughtByThousandsOfDuplicatesToo) {
  Result result("same_seed", 20'000, 20);
  result.compute(1, 1, 2);
  EXPECT_TRUE(result.doubted().contains("duplicate streams"));
}

TEST(Ways, AreNotDoubtedForOneSetting) {
  Result result("correct", 1, 300);
  result.compute(1, 1, 1);
  EXPECT_EQ(result.doubted(), Checks{});
  EXPECT_EQ(doubts({}, 64), std::vector<std::string>{});
}

} // namespace
} // namespace sweep
