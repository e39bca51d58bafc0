#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <string>

#include "random/vector_kernels.hpp"
#include "workloads/kernels/catalogue.hpp"

namespace sweep {
namespace {

/// Every test below runs once for each instruction set of this processor; the others are reported as skipped.
class Pi : public testing::TestWithParam<InstructionSet> {
 protected:
  void SetUp() override {
    if (!supported(GetParam())) {
      GTEST_SKIP() << "this processor has no " << name(GetParam());
    }
    kernel_ = find_kernel("pi")->make({GetParam()});
  }
  const Kernel& kernel() const { return *kernel_; }

  std::uint64_t hits(Stream stream, double radius, const std::vector<std::uint64_t>& segments) const {
    std::array<std::uint64_t, 1> words{};
    std::uint64_t first = 0;
    for (const std::uint64_t count : segments) {
      kernel().accumulate(stream, &radius, first, count, words);
      first += count;
    }
    return words[0];
  }

 private:
  std::unique_ptr<const Kernel> kernel_;
};

INSTANTIATE_TEST_SUITE_P(Kernels, Pi, testing::ValuesIn(instruction_sets().begin(), instruction_sets().end()),
                         [](const auto& test) { return std::string(name(test.param)); });

TEST_P(Pi, EstimatesFromHitsAsComputedByHand) {
  const double half = 0.5;
  const Estimate estimate = kernel().estimate(std::array<std::uint64_t, 1>{196}, &half, 1000);
  EXPECT_DOUBLE_EQ(estimate.mean, 3.136);                         // 4 * 196 / (1000 * 0.25)
  EXPECT_DOUBLE_EQ(estimate.standard_error, 0.20085194547228066); // 16 sqrt(0.196 * 0.804 / 1000)
  const double one = 1;
  const Estimate whole = kernel().estimate(std::array<std::uint64_t, 1>{3}, &one, 4);
  EXPECT_DOUBLE_EQ(whole.mean, 3);
  EXPECT_DOUBLE_EQ(whole.standard_error, 0.8660254037844386); // 4 sqrt(3 / 16 / 4) = sqrt(3 / 4)
}

TEST_P(Pi, HasNoErrorToTellOfWhenNoDrawHitsOrAllDo) {
  const double radius = 0.5;
  const Estimate none = kernel().estimate(std::array<std::uint64_t, 1>{0}, &radius, 10);
  EXPECT_EQ(none.mean, 0);
  EXPECT_EQ(none.standard_error, 0);
  const Estimate all = kernel().estimate(std::array<std::uint64_t, 1>{10}, &radius, 10);
  EXPECT_EQ(all.mean, 16);
  EXPECT_EQ(all.standard_error, 0);
}

TEST_P(Pi, CountsThePointsOfItsStreamInsideTheRadius) {
  for (const double radius : {0.1, 0.5, 1.0}) {
    std::uint64_t expected = 0;
    for (std::uint64_t draw = 0; draw < 1001; ++draw) {
      const philox::Block words = block({3, 14}, draw / 2);
      const double x = std::ldexp(words[draw % 2 * 2], -32);
      const double y = std::ldexp(words[draw % 2 * 2 + 1], -32);
      expected += x * x + y * y <= radius * radius ? 1U : 0U;
    }
    EXPECT_EQ(hits({3, 14}, radius, {1001}), expected) << "radius " << radius;
  }
}

TEST_P(Pi, CountsTheSameInAnySegmentsAndWithAnyInstructionSet) {
  const std::unique_ptr<const Kernel> portable = find_kernel("pi")->make({InstructionSet::portable});
  for (const double radius : {0.1, 0.7654321, 1.0}) {
    std::array<std::uint64_t, 1> expected{};
    portable->accumulate({5, 6}, &radius, 0, 200'003, expected);
    EXPECT_EQ(hits({5, 6}, radius, {200'003}), expected[0]);
    EXPECT_EQ(hits({5, 6}, radius, {65'536, 65'536, 65'536, 3'395}), expected[0]);
    EXPECT_EQ(hits({5, 6}, radius, {1, 2, 3, 99'997, 0, 1, 99'999}), expected[0]);
  }
}

TEST_P(Pi, CountsThePointsOfAnyGenerator) {
  constexpr double radius = 0.5;
  const std::array<double, 8> numbers{0.3, 0.4, 0.3, 0.41, 0, 0.5, 0.9, 0.1}; // on, outside, on, outside
  std::size_t given = 0;
  std::array<std::uint64_t, 1> words{10};
  kernel().accumulate_from([&] { return numbers.at(given++); }, &radius, 3, words);
  EXPECT_EQ(words[0], 12);
  EXPECT_EQ(given, 6);
}

TEST_P(Pi, KnowsWhatItsEstimatesAreDistributedAround) {
  const double radius = 0.5;
  const Estimate expected = kernel().expected(&radius, 1000).value();
  EXPECT_DOUBLE_EQ(expected.mean, 3.141592653589793);
  EXPECT_NEAR(expected.standard_error, 0.2009872584, 1e-9); // 16 sqrt(0.19634954 * 0.80365046 / 1000)
  EXPECT_FALSE(kernel().expected(&radius, 316)) << "a variance of 49.9";
  EXPECT_TRUE(kernel().expected(&radius, 317)) << "and of 50.02";
}

TEST_P(Pi, ScoresItsEstimateByItsOwnErrorWhereHitsAreEnough) {
  const double radius = 0.5;
  EXPECT_DOUBLE_EQ(kernel().exact(&radius, 1), 3.141592653589793);
  const std::array<std::uint64_t, 1> hits{196};
  EXPECT_NEAR(kernel().score(hits, &radius, 1000), -0.027844657300, 1e-9); // (3.136 - pi) / 0.2008519
  EXPECT_TRUE(std::isnan(kernel().score(hits, &radius, 316)));
}

TEST_P(Pi, AddsToTheHitsItIsGiven) {
  const double radius = 1;
  std::array<std::uint64_t, 1> words{1'000'000};
  kernel().accumulate({1, 2}, &radius, 0, 1000, words);
  EXPECT_EQ(words[0], 1'000'000 + hits({1, 2}, radius, {1000}));
}

TEST_P(Pi, TakesTheDrawsItIsAskedFor) {
  const double radius = 0.5;
  EXPECT_EQ(kernel().words(), 1);
  EXPECT_EQ(kernel().draws(12'345, &radius), 12'345);
}

} // namespace
} // namespace sweep
