// Kernel `ep` against NPB's plain form, pair by pair, and against NPB's official sums.

#include <gtest/gtest.h>

#include <array>
#include <bit>
#include <cmath>
#include <numbers>
#include <string>

#include "../kernel_scores.hpp"
#include "npb_ep.hpp"
#include "workloads/kernels/catalogue.hpp"

namespace sweep {
namespace {

using EpWords = std::array<std::uint64_t, 12>;

constexpr std::uint64_t npb_batch = 65'536;

std::unique_ptr<const Kernel> make_ep(InstructionSet set, std::uint64_t draws) {
  return find_kernel("ep")->make({set, draws});
}

EpWords ep_words(const Kernel& kernel, double batch, std::uint64_t first, std::uint64_t count) {
  EpWords words{};
  kernel.accumulate({}, &batch, first, count, words);
  return words;
}

/// sx, sy, and the counts.
std::array<double, 12> ep_values(const Kernel& kernel, const EpWords& words) {
  std::array<double, 12> values{};
  kernel.more(words, nullptr, 0, values);
  return values;
}

class Ep : public testing::TestWithParam<InstructionSet> {
 protected:
  void SetUp() override {
    if (!supported(GetParam())) {
      GTEST_SKIP() << "this processor has no " << name(GetParam());
    }
    kernel_ = make_ep(GetParam(), npb_batch);
  }
  const Kernel& kernel() const { return *kernel_; }

  /// Within a relative error of 1e-8, as NPB has it.
  void expect_sums(std::uint64_t batches, double sum_x, double sum_y) {
    const EpWords words = ep_words(kernel(), 0, 0, batches * npb_batch); // as batches follow each other without a gap
    const std::array<double, 12> found = ep_values(kernel(), words);
    EXPECT_NEAR(found[0] / sum_x, 1, 1e-8);
    EXPECT_NEAR(found[1] / sum_y, 1, 1e-8);
  }

 private:
  std::unique_ptr<const Kernel> kernel_;
};

INSTANTIATE_TEST_SUITE_P(Kernels, Ep, testing::ValuesIn(instruction_sets().begin(), instruction_sets().end()),
                         [](const auto& test) { return std::string(name(test.param)); });

TEST_P(Ep, FindsWhatThePlainFormFinds) {
  std::vector<double> numbers(2 * npb_batch);
  for (const std::uint64_t batch : {0U, 1U, 77U, 1'000'003U, 100'000'000U}) {
    test::NpbEp expected;
    test::npb_ep_batch(batch, numbers, expected);
    const std::array<double, 12> found =
        ep_values(kernel(), ep_words(kernel(), static_cast<double>(batch), 0, npb_batch));
    EXPECT_NEAR(found[0], expected.sum_x, 1e-9) << batch;
    EXPECT_NEAR(found[1], expected.sum_y, 1e-9) << batch;
    for (std::size_t i = 0; i < expected.count.size(); ++i) {
      EXPECT_EQ(found[2 + i], static_cast<double>(expected.count[i])) << batch << ", count " << i;
    }
  }
}

TEST_P(Ep, FindsTheSumsOfNpbForClassS) {
  expect_sums(256, -3.247834652034740e+3, -6.958407078382297e+3);
}

/// NPB's sums of 2^size pairs, by the best instruction set.
void expect_official_sums(unsigned size, double sum_x, double sum_y) {
  const std::unique_ptr<const Kernel> kernel = make_ep(best_instruction_set(), npb_batch);
  const std::array<double, 12> found = ep_values(*kernel, ep_words(*kernel, 0, 0, std::uint64_t{1} << size));
  EXPECT_NEAR(found[0] / sum_x, 1, 1e-8);
  EXPECT_NEAR(found[1] / sum_y, 1, 1e-8);
}

TEST(EpOfNpb, FindsTheSumsForClassW) {
  expect_official_sums(25, -2.863319731645753e+3, -6.320053679109499e+3);
}

TEST(EpOfNpb, FindsTheSumsForClassA) {
  if (best_instruction_set() < InstructionSet::avx2) {
    GTEST_SKIP() << "it takes too long without AVX2";
  }
  expect_official_sums(28, -4.295875165629892e+3, -1.580732573678431e+4);
}

#if defined(SWEEP_LONG_PRESET)
TEST(EpOfNpb, FindsTheSumsForClassB) {
  expect_official_sums(30, 4.033815542441498e+4, -2.660669192809235e+4);
}

TEST(EpOfNpb, FindsTheSumsForClassC) {
  expect_official_sums(32, 4.764367927995374e+4, -8.084072988043731e+4);
}
#endif

TEST_P(Ep, HasTheSameBitsInAnyPartsAndOnAnyInstructionSet) {
  const EpWords expected = ep_words(*make_ep(InstructionSet::portable, npb_batch), 5, 0, 10'000);
  EXPECT_EQ(ep_words(kernel(), 5, 0, 10'000), expected);
  for (const std::uint64_t cut : {1U, 2U, 7U, 8U, 2047U, 2048U, 2049U, 9'999U}) {
    EpWords sum = ep_words(kernel(), 5, 0, cut);
    const EpWords rest = ep_words(kernel(), 5, cut, 10'000 - cut);
    std::ranges::transform(sum, rest, sum.begin(), std::plus());
    EXPECT_EQ(sum, expected) << cut;
  }
  EXPECT_EQ(ep_words(kernel(), 4, npb_batch, 10'000), expected) << "a batch goes on where the one before ends";
  EXPECT_EQ(ep_words(*make_ep(GetParam(), 2 * npb_batch), 2, npb_batch, 10'000), expected);
}

TEST_P(Ep, TakesEachPairOnce) {
  EpWords sum{};
  for (std::uint64_t pair = 0; pair < 2'100; ++pair) {
    const EpWords one = ep_words(kernel(), 3, pair, 1);
    std::ranges::transform(sum, one, sum.begin(), std::plus());
  }
  EXPECT_EQ(sum, ep_words(kernel(), 3, 0, 2'100));
}

TEST_P(Ep, AddsToTheWordsItIsGiven) {
  EpWords words = ep_words(kernel(), 0, 0, 10);
  const double batch = 0;
  kernel().accumulate({}, &batch, 10, 90, words);
  EXPECT_EQ(words, ep_words(kernel(), 0, 0, 100));
}

TEST_P(Ep, EstimatesPiFromAcceptedPairs) {
  const EpWords words{0, 0, 100, 500, 180, 5}; // 785 of 1000
  const Estimate estimate = kernel().estimate(words, nullptr, 1000);
  EXPECT_DOUBLE_EQ(estimate.mean, 3.14);
  EXPECT_DOUBLE_EQ(estimate.standard_error, 0.05196537308631585); // 4 sqrt(0.785 * 0.215 / 1000)
  EXPECT_FALSE(kernel().expected(nullptr, 296)) << "a variance of 49.9";
  EXPECT_DOUBLE_EQ(kernel().expected(nullptr, 297)->mean, std::numbers::pi);
  EXPECT_DOUBLE_EQ(kernel().exact(nullptr, 1), std::numbers::pi);
  EXPECT_DOUBLE_EQ(kernel().score(words, nullptr, 1000), (3.14 - std::numbers::pi) / estimate.standard_error);
}

TEST_P(Ep, HasEstimatesThatAreStandardNormal) {
  constexpr std::uint64_t draws = 10'000;
  const std::unique_ptr<const Kernel> parts = make_ep(GetParam(), draws);
  test::Scores pi;
  test::Scores sums;
  for (int batch = 0; batch < 1000; ++batch) {
    const EpWords words = ep_words(*parts, batch, 0, draws);
    const Estimate expected = parts->expected(nullptr, draws).value();
    pi.push_back((parts->estimate(words, nullptr, draws).mean - expected.mean) / expected.standard_error);
    const std::array<double, 12> values = ep_values(*parts, words);
    sums.push_back((values[0] + values[1]) / std::sqrt(2 * draws * std::numbers::pi / 4));
  }
  test::expect_standard_normal(pi, 0.01); // a lattice of steps of 0.024
  test::expect_standard_normal(sums, 0);
}

Table estimates_of_class_s(double sum_x) {
  return {{{"batch", "1", std::vector<double>{0, 1}},
           {"draws", "1", std::vector<std::int64_t>{8'388'608, 8'388'608}},
           {"sx", "1", std::vector<double>{sum_x, 0}},
           {"sy", "1", std::vector<double>{-6.958407078382297e+3, 0}}}};
}

TEST(EpRemarks, AreTheLinesOfNpb) {
  const auto& remarks = find_kernel("ep")->remarks;
  EXPECT_EQ(remarks(estimates_of_class_s(-3.247834652034740e+3), 0.5),
            (std::vector<std::string>{
                "EP Benchmark Completed.", //
                "Class           =                        S", "Size            =                 33554432",
                "Iterations      =                        0", "Time in seconds =                     0.50",
                "Mop/s total     =                    67.11", "Operation type  = Random numbers generated",
                "Verification    =               SUCCESSFUL"}));
  EXPECT_EQ(remarks(estimates_of_class_s(-3.2478347e+3), 0.5).back(), "Verification    =             UNSUCCESSFUL");
  Table other = estimates_of_class_s(-3.247834652034740e+3);
  std::get<std::vector<double>>(other.columns[0].values)[1] = 2;
  EXPECT_EQ(remarks(other, 0.5)[1], "Class           =                        U") << "a batch is missing";
  EXPECT_EQ(remarks(other, 0.5)[7], "Verification    =            NOT PERFORMED");
  EXPECT_EQ(remarks(other, 0.5).back(), "Not verified: official sums are known of batches 0, 1, 2, ... each once");
  other = estimates_of_class_s(0);
  other.columns[1].values = std::vector<std::int64_t>{9'000'000, 9'000'000};
  EXPECT_EQ(
      remarks(other, 0.5).back(),
      "Not verified: these are 18000000 of the 33554432 pairs of class W, and official sums are known of all only; "
      "make settings × draws that many, from batch 0 on");
  other.columns[1].values = std::vector<std::int64_t>{std::int64_t{1} << 32, std::int64_t{1} << 32};
  EXPECT_EQ(remarks(other, 0.5).back(), "Not verified: no official sums are known beyond the 2^32 pairs of class C");
  EXPECT_TRUE(remarks({}, 0.5).empty()) << "estimates of something else";
}

TEST(EpDoubts, AreOfSumsThatAreNotTheOfficialOnesOfAClass) {
  const auto& doubts = find_kernel("ep")->doubts;
  EXPECT_TRUE(doubts(estimates_of_class_s(-3.247834652034740e+3)).empty());
  const std::vector<std::string> found = doubts(estimates_of_class_s(-3.2478347e+3));
  ASSERT_EQ(found.size(), 1U);
  EXPECT_TRUE(found.front().starts_with("official sums: -3.2478347")) << found.front();
  Table other = estimates_of_class_s(0);
  std::get<std::vector<double>>(other.columns[0].values)[1] = 2;
  EXPECT_TRUE(doubts(other).empty()) << "which are known of no part of a class";
}

} // namespace
} // namespace sweep
