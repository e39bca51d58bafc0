#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <string>
#include <vector>

#include "plain_walk.hpp"
#include "workloads/kernels/catalogue.hpp"
#include "workloads/kernels/first_passage/passage_law.hpp"

namespace sweep {
namespace {

using WalkSetting = std::array<double, 5>; // place, tail, distance, drift, horizon
using WalkWords = std::array<std::uint64_t, 5>;

constexpr WalkSetting usual_walk{1, 0.75, 16, 0.5, 4};

/// Every test of this kind runs once for each instruction set of this processor.
class FirstPassage : public testing::TestWithParam<InstructionSet> {
 protected:
  void SetUp() override {
    if (!supported(GetParam())) {
      GTEST_SKIP() << "this processor has no " << name(GetParam());
    }
    kernel_ = find_kernel("first_passage")->make({.instruction_set = GetParam()});
  }
  const Kernel& kernel() const { return *kernel_; }

  WalkWords found(Stream stream, const WalkSetting& setting, std::uint64_t first,
                  const std::vector<std::uint64_t>& segments) const {
    WalkWords words{};
    for (const std::uint64_t count : segments) {
      kernel().accumulate(stream, setting.data(), first, count, words);
      first += count;
    }
    return words;
  }

 private:
  std::unique_ptr<const Kernel> kernel_;
};

INSTANTIATE_TEST_SUITE_P(Kernels, FirstPassage, testing::ValuesIn(instruction_sets().begin(), instruction_sets().end()),
                         [](const auto& test) { return std::string(name(test.param)); });

struct WalkCase {
  WalkSetting setting;
  std::uint32_t up; ///< As walks are made of it, by hand.
  int distance;
  std::uint64_t limit;
};

/// Among them walks that end at once, at the last step of a block, of a limit, never above, never below, and far away.
const std::vector<WalkCase> walk_cases = {{usual_walk, 33'792, 16, 1024},
                                          {{1, 0, 1, 0, 4}, 32'768, 1, 4},
                                          {{1, 0, 2, 0, 2}, 32'768, 2, 8},
                                          {{1, 0, 3, 0.1, 1}, 33'860, 3, 9},
                                          {{1, 0, 4, -4, 1}, 2'048, 4, 16},
                                          {{1, 0, 3, 4, 2}, 63'488, 3, 18},
                                          {{0.0625, 1, 4, -0.5, 0.1}, 31'744, 16, 26},
                                          {{1, 0, 4, 0, 0.01}, 32'768, 4, 1},
                                          {{0.001, 2, 64, 2, 0.001}, 32'832, 1024, 1049}};

TEST_P(FirstPassage, EndsWalksWhereTheyEndStepByStep) {
  for (const WalkCase& one : walk_cases) {
    for (const std::uint64_t count : {0U, 1U, 7U, 48U, 1000U}) {
      const Stream stream{count, 9};
      const auto expected = test::walk_plainly(stream, one.up, one.distance, one.limit, 3, count);
      const WalkWords words = found(stream, one.setting, 3, {count});
      EXPECT_EQ(words, (WalkWords{expected[0], expected[1], expected[2], expected[3], 0}))
          << count << " walks, distance " << one.distance << ", limit " << one.limit;
    }
  }
}

TEST_P(FirstPassage, FindsTheSameInAnySegments) {
  const WalkWords expected = found({5, 6}, usual_walk, 0, {9'000});
  EXPECT_EQ(found({5, 6}, usual_walk, 0, {4'096, 4'096, 808}), expected);
  EXPECT_EQ(found({5, 6}, usual_walk, 0, {1, 2, 0, 4'997, 4'000}), expected);
}

TEST_P(FirstPassage, TakesTheBlocksOfAWalkAlsoWhereTheirNumberHasMoreThan32Bits) {
  const WalkSetting odd{1, 0, 5, 0, 1.44}; // 36 steps, 5 blocks, of which 2^32 is no multiple: a walk has both halves
  for (std::uint64_t seed = 0; seed < 10; ++seed) { // of some that walk may end in its first block
    for (const std::uint64_t first : {858'993'359U, 858'993'459U, 858'993'460U}) {
      const auto expected = test::walk_plainly({seed, 2}, 32'768, 5, 36, first, 300);
      EXPECT_EQ(found({seed, 2}, odd, first, {300}),
                (WalkWords{expected[0], expected[1], expected[2], expected[3], 0}));
    }
  }
}

TEST_P(FirstPassage, CarriesSquaresBeyond64Bits) {
  WalkWords words{0, 0, 0, ~std::uint64_t{0} - 10, 3};
  kernel().accumulate({1, 2}, usual_walk.data(), 0, 10, words);
  const WalkWords few = found({1, 2}, usual_walk, 0, {10});
  EXPECT_EQ(words[3], few[3] - 11);
  EXPECT_EQ(words[4], 4);
}

TEST_P(FirstPassage, WalksByAnyGenerator) {
  const std::array<double, 6> numbers{0.2,  0.49, 0.7,
                                      0.51, 0.1,  0.9}; // up up: above; down down: below; up down: neither
  const WalkSetting setting{1, 0, 2, 0, 0.5};           // two steps
  std::size_t given = 0;
  WalkWords words{10};
  kernel().accumulate_from([&] { return numbers.at(given++); }, setting.data(), 3, words);
  EXPECT_EQ(words, (WalkWords{11, 1, 6, 12, 0}));
  EXPECT_EQ(given, 6);
}

TEST_P(FirstPassage, EstimatesHowOftenWalksLeaveAbove) {
  const Estimate estimate = kernel().estimate(WalkWords{196, 800, 1, 1, 0}, usual_walk.data(), 1000);
  EXPECT_DOUBLE_EQ(estimate.mean, 0.196);
  EXPECT_DOUBLE_EQ(estimate.standard_error, 0.012553246592017541); // sqrt(0.196 * 0.804 / 1000)
}

TEST_P(FirstPassage, TellsStepsAndWhatIsKnownOfThem) {
  const WalkSetting setting{1, 0, 1, 0, 4}; // every walk takes one step
  std::array<double, 3> values{};
  kernel().more(WalkWords{40, 60, 100, 116, 0}, setting.data(), 100, values);
  EXPECT_DOUBLE_EQ(values[0], 1);
  EXPECT_DOUBLE_EQ(values[1], 0.04); // sqrt((1.16 - 1) / 100)
  EXPECT_DOUBLE_EQ(values[2], 1);
  kernel().more(WalkWords{0, 0, std::uint64_t{1} << 34, 0, 16}, setting.data(), 4, values);
  EXPECT_DOUBLE_EQ(values[1], std::ldexp(std::sqrt(3.0), 31)); // mean 2^32, mean of squares 2^66
}

TEST_P(FirstPassage, ScoresHowOftenWalksLeaveAbove) {
  const WalkSetting setting{1, 0, 1, 0, 4}; // by one step, above or below
  EXPECT_DOUBLE_EQ(kernel().exact(setting.data(), 1), 0.5);
  const WalkWords words{110, 90, 200, 200, 0};
  EXPECT_NEAR(kernel().score(words, setting.data(), 200), 0.05 / std::sqrt(0.55 * 0.45 / 200), 1e-12);
  EXPECT_TRUE(std::isnan(kernel().score(words, setting.data(), 199))) << "a variance of 49.75";
}

/// The chances of a walk to be at each place, step by step.
struct ByHand {
  std::vector<double> above; ///< The chance to reach +distance at step i + 1 …
  std::vector<double> below; ///< … and -distance.
  double neither = 0;        ///< … and none.
};

ByHand step_by_step(double up, std::size_t distance, std::size_t limit) {
  std::vector<double> chances(2 * distance + 1);
  chances[distance] = 1;
  ByHand law;
  law.above.reserve(limit);
  law.below.reserve(limit);
  for (std::size_t step = 0; step < limit; ++step) {
    std::vector<double> after(chances.size());
    for (std::size_t i = 1; i + 1 < chances.size(); ++i) {
      after[i + 1] += up * chances[i];
      after[i - 1] += (1 - up) * chances[i];
    }
    law.above.push_back(after.back());
    law.below.push_back(after.front());
    after.back() = after.front() = 0;
    chances = after;
  }
  law.neither = std::accumulate(chances.begin(), chances.end(), 0.0);
  return law;
}

TEST(PassageLaw, IsThatOfAWalkFollowedStepByStep) {
  for (const WalkCase& one : walk_cases) {
    const double up = one.up / 65'536.0;
    const auto distance = static_cast<std::size_t>(one.distance);
    const ByHand hand = step_by_step(up, distance, one.limit);
    double steps = static_cast<double>(one.limit) * hand.neither;
    double square_steps = static_cast<double>(one.limit * one.limit) * hand.neither;
    for (std::size_t i = 0; i < one.limit; ++i) {
      const double n = static_cast<double>(i + 1);
      steps += n * (hand.above[i] + hand.below[i]);
      square_steps += n * n * (hand.above[i] + hand.below[i]);
    }
    const PassageLaw law = passage_law(up, distance, one.limit);
    EXPECT_NEAR(law.above, std::accumulate(hand.above.begin(), hand.above.end(), 0.0), 1e-11) << one.distance;
    EXPECT_NEAR(law.below, std::accumulate(hand.below.begin(), hand.below.end(), 0.0), 1e-11) << one.distance;
    EXPECT_NEAR(law.mean_steps / steps, 1, 1e-9) << one.distance;
    EXPECT_NEAR(law.mean_square_steps / square_steps, 1, 1e-7) << one.distance;
  }
}

TEST(PassageLaw, IsTheGamblersRuinWithoutALimit) {
  for (const double up : {0.5, 0.52, 0.6}) {
    const PassageLaw law = passage_law(up, 7, 1'000'000);
    EXPECT_NEAR(law.above, 1 / (1 + std::pow((1 - up) / up, 7)), 1e-12);
    EXPECT_NEAR(law.above + law.below, 1, 1e-12);
    EXPECT_NEAR(law.mean_steps, up == 0.5 ? 49 : 7 * (law.above - law.below) / (2 * up - 1), 1e-9);
  }
}

/// Chi-square of the steps of single walks, in 15 bins and that of all others: 32 is exceeded in less than 1 % of
/// seeds.
TEST(FirstPassageKernel, TakesTimesOfTheExactLaw) {
  constexpr std::uint64_t walks = 20'000;
  const WalkSetting setting{1, 0, 4, 0.3, 4};
  const double up = std::round(32'768 * 1.075) / 65'536;
  const ByHand hand = step_by_step(up, 4, 64);
  const std::unique_ptr<const Kernel> kernel =
      find_kernel("first_passage")->make({.instruction_set = best_instruction_set()});
  std::vector<double> counts(65);
  for (std::uint64_t walk = 0; walk < walks; ++walk) {
    WalkWords words{};
    kernel->accumulate({215, 1}, setting.data(), walk, 1, words);
    counts.at(words[2]) += 1;
  }
  double chi_square = 0;
  double seen = 0;
  double chance = 0;
  for (std::size_t step = 4; step <= 32; step += 2) { // ends are possible at even steps only
    const double expected = hand.above[step - 1] + hand.below[step - 1];
    chi_square += std::pow(counts[step] - walks * expected, 2) / (walks * expected);
    seen += counts[step];
    chance += expected;
  }
  chi_square += std::pow(walks - seen - walks * (1 - chance), 2) / (walks * (1 - chance));
  EXPECT_LT(chi_square, 32);
  EXPECT_GT(chi_square, 4);
}

/// Scores of 1,000 settings: their mean, their mean square, and the greatest distance of their distribution from the
/// standard normal one, each in units of what is exceeded with probability 1e-4; that of counts, which are whole
/// numbers, is 0.007 more.
void expect_standard_normal(std::vector<double> scores, const char* of) {
  const double n = static_cast<double>(scores.size());
  double sum = 0;
  double squares = 0;
  double distance = 0;
  std::ranges::sort(scores);
  for (std::size_t i = 0; i < scores.size(); ++i) {
    const double normal = std::erfc(-scores[i] / std::sqrt(2.0)) / 2;
    sum += scores[i];
    squares += scores[i] * scores[i];
    distance = std::max({distance, normal - static_cast<double>(i) / n, static_cast<double>(i + 1) / n - normal});
  }
  EXPECT_LT(std::abs(sum / n), 3.89 / std::sqrt(n)) << of;
  EXPECT_LT(std::abs(squares / n - 1), 3.89 * std::sqrt(2 / n)) << of;
  EXPECT_LT(distance, 2.225 / std::sqrt(n) + 0.007) << of;
}

TEST(Estimates, OfFirstPassageDeviateAsTheStandardNormalDistribution) {
  constexpr std::uint64_t draws = 4000;
  const std::unique_ptr<const Kernel> kernel = find_kernel("first_passage")->make({best_instruction_set(), draws});
  std::vector<double> scores;
  std::vector<double> step_scores;
  scores.reserve(1000);
  step_scores.reserve(1000);
  for (std::uint64_t i = 0; i < 1000; ++i) {
    const WalkSetting setting{0.001 * static_cast<double>(i + 1), 0.5, 12, 0.5 - 0.001 * static_cast<double>(i), 4};
    WalkWords words{};
    kernel->accumulate({2026, i}, setting.data(), 0, draws, words);
    const Estimate expected = kernel->expected(setting.data(), draws).value();
    scores.push_back((kernel->estimate(words, setting.data(), draws).mean - expected.mean) / expected.standard_error);
    std::array<double, 3> values{};
    kernel->more(words, setting.data(), draws, values);
    step_scores.push_back((values[0] - values[2]) / values[1]);
  }
  expect_standard_normal(scores, "how often walks leave above");
  expect_standard_normal(step_scores, "steps");
}

/// Costs go as place^(-tail): what one of two workers with equal shares of the settings has of all steps.
TEST(FirstPassageKernel, HasTasksOfParetoDistributedCost) {
  const std::unique_ptr<const Kernel> kernel =
      find_kernel("first_passage")->make({.instruction_set = best_instruction_set()});
  for (const double tail : {0.0, 0.5, 1.0}) {
    double first_half = 0;
    double all = 0;
    for (int i = 1; i <= 200; ++i) {
      const double place = i / 200.0;
      const WalkSetting setting{place, tail, 30, 0, 4};
      WalkWords words{};
      kernel->accumulate({1, 1}, setting.data(), 0, 20, words);
      all += static_cast<double>(words[2]);
      first_half += i <= 100 ? static_cast<double>(words[2]) : 0;
    }
    double expected_half = 0;
    double expected_all = 0;
    for (int i = 1; i <= 200; ++i) {
      expected_all += std::pow(i / 200.0, -tail);
      expected_half += i <= 100 ? std::pow(i / 200.0, -tail) : 0;
    }
    EXPECT_NEAR(first_half / all, expected_half / expected_all, 0.03) << "tail " << tail;
  }
}

TEST(FirstPassageKernel, KnowsWhatItsEstimatesAreDistributedAround) {
  const std::unique_ptr<const Kernel> kernel = find_kernel("first_passage")->make({});
  const WalkSetting even{1, 0, 8, 0, 16};
  const Estimate expected = kernel->expected(even.data(), 1000).value();
  EXPECT_NEAR(expected.mean, 0.5, 1e-8);
  EXPECT_NEAR(expected.standard_error, 0.0158113883, 1e-8);
  EXPECT_FALSE(kernel->expected(even.data(), 99)) << "a variance of 24.75";
}

} // namespace
} // namespace sweep
