// Kernel `asian` against a plain form of it on the same normals, the closed form of its control variate, and prices of
// the literature.

#include <gtest/gtest.h>

#include <array>
#include <bit>
#include <cmath>
#include <numbers>
#include <random>
#include <string>

#include "../kernel_scores.hpp"
#include "plain_asian.hpp"
#include "random/normals.hpp"
#include "workloads/kernels/catalogue.hpp"

namespace sweep {
namespace {

using AsianWords = std::array<std::uint64_t, 5>;
using AsianSetting = std::array<double, 6>; // strike, spot, rate, volatility, maturity, steps

constexpr AsianSetting usual_option{100, 100, 0.05, 0.2, 1, 16};

std::unique_ptr<const Kernel> make_asian(InstructionSet set) {
  return find_kernel("asian")->make({set, 1});
}

AsianWords asian_words(const Kernel& kernel, Stream stream, const AsianSetting& setting, std::uint64_t first,
                       std::uint64_t count) {
  AsianWords words{};
  kernel.accumulate(stream, setting.data(), first, count, words);
  return words;
}

/// plain_mean, plain_standard_error, geometric_mean, geometric_standard_error.
std::array<double, 4> asian_columns(const Kernel& kernel, const AsianSetting& setting, const AsianWords& words,
                                    std::uint64_t draws) {
  std::array<double, 4> values{};
  kernel.more(words, setting.data(), draws, values);
  return values;
}

class Asian : public testing::TestWithParam<InstructionSet> {
 protected:
  void SetUp() override {
    if (!supported(GetParam())) {
      GTEST_SKIP() << "this processor has no " << name(GetParam());
    }
    kernel_ = make_asian(GetParam());
  }
  const Kernel& kernel() const { return *kernel_; }

 private:
  std::unique_ptr<const Kernel> kernel_;
};

INSTANTIATE_TEST_SUITE_P(Kernels, Asian, testing::ValuesIn(instruction_sets().begin(), instruction_sets().end()),
                         [](const auto& test) { return std::string(name(test.param)); });

/// The normals of path after path, each from its first step on: step k of path p is 32 (n floor(p / 32) + k) + p
/// mod 32.
class NormalsOfPaths {
 public:
  NormalsOfPaths(Stream stream, std::uint64_t steps, std::uint64_t paths)
      : steps_(steps), all_((paths + 31) / 32 * 32 * steps) {
    fill_normals(InstructionSet::portable, stream, 0, all_);
  }
  double operator()() {
    const double found = all_[32 * (steps_ * (path_ / 32) + step_) + path_ % 32];
    step_ = (step_ + 1) % steps_;
    path_ += step_ == 0 ? 1 : 0;
    return found;
  }

 private:
  std::uint64_t steps_;
  std::vector<double> all_;
  std::uint64_t path_ = 0;
  std::uint64_t step_ = 0;
};

TEST_P(Asian, FindsWhatThePlainFormFindsOnTheSameNormals) {
  for (const double steps : {1.0, 2.0, 16.0, 63.0, 64.0, 65.0, 130.0}) {
    for (const std::uint64_t paths : {1000U, 1024U, 17U}) {
      const AsianSetting setting{95, 100, 0.03, 0.4, 2, steps};
      NormalsOfPaths normals({7, 8}, static_cast<std::uint64_t>(steps), paths);
      const auto [mean, error] = test::plain_asian(setting, paths, [&] { return normals(); });
      const AsianWords words = asian_words(kernel(), {7, 8}, setting, 0, paths);
      const std::array<double, 4> found = asian_columns(kernel(), setting, words, paths);
      EXPECT_NEAR(found[0] / mean, 1, 1e-12) << steps << " steps, " << paths << " paths";
      EXPECT_NEAR(found[1] / error, 1, 1e-10) << steps << " steps, " << paths << " paths";
    }
  }
}

TEST_P(Asian, HasTheSameBitsOnAnyInstructionSet) {
  const std::unique_ptr<const Kernel> portable = make_asian(InstructionSet::portable);
  for (const double steps : {1.0, 7.0, 100.0}) {
    const AsianSetting setting{90, 100, 0.05, 0.3, 1, steps};
    EXPECT_EQ(asian_words(kernel(), {1, 2}, setting, 3, 1100), asian_words(*portable, {1, 2}, setting, 3, 1100));
  }
}

TEST_P(Asian, TakesEachPathOnce) {
  const AsianWords whole = asian_words(kernel(), {1, 2}, usual_option, 0, 200);
  for (const std::uint64_t cut : {1U, 31U, 32U, 33U, 64U, 199U}) {
    AsianWords parts = asian_words(kernel(), {1, 2}, usual_option, 0, cut);
    kernel().accumulate({1, 2}, usual_option.data(), cut, 200 - cut, parts);
    for (std::size_t i = 0; i < whole.size(); ++i) { // but for the order of the sums
      EXPECT_NEAR(std::bit_cast<double>(parts[i]) / std::bit_cast<double>(whole[i]), 1, 1e-13) << cut;
    }
  }
}

TEST_P(Asian, EstimatesTheGeometricPriceThatIsKnownExactly) {
  test::Scores scores;
  for (unsigned i = 0; i < 1000; ++i) {
    const AsianSetting setting{85.0 + i % 20,      100,         0.01 * (i % 9), 0.2 + 0.05 * (i % 7),
                               0.25 * (1 + i % 8), 1.0 + i % 13};
    const AsianWords words = asian_words(kernel(), {11, i}, setting, 0, 2000);
    const std::array<double, 4> found = asian_columns(kernel(), setting, words, 2000);
    ASSERT_GT(found[3], 0);
    scores.push_back((found[2] - kernel().exact(setting.data(), 2000)) / found[3]);
    if (const double score = kernel().score(words, setting.data(), 2000); !std::isnan(score)) {
      EXPECT_DOUBLE_EQ(score, scores.back());
    }
  }
  test::expect_standard_normal(scores, 0.02); // payments are skewed, by 3 or so: 3 / sqrt(2000) / 6 * 0.4, and more
}

/// The skewness of max(X - strike, 0) for a log-normal X around 1, by the midpoint rule over 10 deviations.
double skewness_by_hand(double strike, double deviation) {
  constexpr int points = 20'000;
  std::array<double, 4> moments{};
  for (int i = 0; i < points; ++i) {
    const double normal = 20 * (i + 0.5) / points - 10;
    const double weight = std::exp(-normal * normal / 2) / std::sqrt(2 * std::numbers::pi) * 20 / points;
    const double paid = std::max(0.0, std::exp(deviation * normal - deviation * deviation / 2) - strike);
    for (std::size_t power = 0; power < 4; ++power) {
      moments[power] += weight * std::pow(paid, power);
    }
  }
  const double variance = moments[2] - moments[1] * moments[1];
  return (moments[3] - 3 * moments[1] * moments[2] + 2 * std::pow(moments[1], 3)) / std::pow(variance, 1.5);
}

TEST_P(Asian, ScoresPricesWhosePaymentsAreLittleSkewed) {
  const auto counts = [&](const AsianSetting& setting, double draws) {
    const auto whole = static_cast<std::uint64_t>(draws);
    return !std::isnan(kernel().score(asian_words(kernel(), {1, 2}, setting, 0, 64), setting.data(), whole));
  };
  for (const double strike : {0.7, 1.0, 1.3}) {
    for (const double volatility : {0.2, 0.6}) { // one step: the geometric mean is the price at the end
      const double enough = 50 * std::pow(skewness_by_hand(strike, volatility), 2);
      EXPECT_FALSE(counts({strike, 1, 0, volatility, 1, 1}, 0.99 * enough)) << strike << ' ' << volatility;
      EXPECT_TRUE(counts({strike, 1, 0, volatility, 1, 1}, 1.01 * enough + 1)) << strike << ' ' << volatility;
    }
  }
  EXPECT_FALSE(counts({1, 1, 0, 1.01, 1, 1}, 1e12)) << "of heavy tails";
  EXPECT_FALSE(counts({1, 1, 0, 0.0009, 1, 1}, 1e12)) << "of payments all alike";
  EXPECT_FALSE(counts({1e6, 1, 0, 0.2, 1, 1}, 1e12)) << "that nobody gets";
}

AsianWords sums_of(const std::array<double, 5>& sums) {
  return std::bit_cast<AsianWords>(sums);
}

/// With D = 1, 0, 1, 0 and G = 4, 3, 2, 1 a fitted line leaves residuals whose squares sum to 0.8.
TEST_P(Asian, DividesTheResidualsByTwoFewerThanThePaths) {
  const AsianSetting setting{100, 100, 0, 0.2, 1, 16};
  const AsianWords words = sums_of({10, 2, 30, 2, 6});
  EXPECT_NEAR(kernel().estimate(words, setting.data(), 4).standard_error, std::sqrt(0.8 / 2 / 4), 1e-12);
}

TEST_P(Asian, TellsNoErrorWhereNothingWasLearnt) {
  const AsianSetting setting{1e6, 100, 0, 0.2, 1, 16};
  const AsianWords none = asian_words(kernel(), {1, 2}, setting, 0, 1000);
  EXPECT_EQ(none, AsianWords{}) << "nobody is paid";
  EXPECT_TRUE(std::isnan(kernel().estimate(none, setting.data(), 1000).standard_error));
  EXPECT_NEAR(kernel().estimate(none, setting.data(), 1000).mean, 0, 1e-12);
  for (const std::uint64_t few : {1U, 2U}) {
    const AsianWords words = asian_words(kernel(), {1, 2}, usual_option, 0, few);
    EXPECT_TRUE(std::isnan(kernel().estimate(words, usual_option.data(), few).standard_error)) << few;
  }
  const AsianWords one_payer = sums_of({1, 0.5, 1, 0.25, 0.5});
  EXPECT_FALSE(std::isnan(kernel().estimate(one_payer, setting.data(), 1000).standard_error));
}

/// Black and Scholes' formula (J. Political Economy 81 (1973) 637) where there is one price: then A = G.
TEST_P(Asian, IsTheEuropeanCallWhereThereIsOneStep) {
  const AsianSetting setting{100, 100, 0.05, 0.2, 1, 1};
  const Estimate estimate = kernel().estimate(asian_words(kernel(), {1, 2}, setting, 0, 100), setting.data(), 100);
  EXPECT_NEAR(estimate.mean, 10.450583572185565, 1e-10);
  EXPECT_NEAR(estimate.standard_error, 0, 1e-10);
}

/// V. Linetsky, "Spectral expansions for Asian (average price) options", Operations Research 52 (2004) 856, table 3:
/// the mean over all times, which that of n differs from by a/n + …; so twice that of 2n less that of n.
TEST_P(Asian, NearsThePricesOfTheLiterature) {
  struct Known {
    double spot, rate, volatility, maturity, price;
  };
  for (const Known& known : {Known{2, 0.02, 0.1, 1, 0.0559860415}, Known{2, 0.18, 0.3, 1, 0.2183875466},
                             Known{2, 0.05, 0.5, 1, 0.2464156905}, Known{2, 0.05, 0.5, 2, 0.3500952190}}) {
    std::array<Estimate, 2> found{};
    for (const unsigned finer : {0U, 1U}) {
      const AsianSetting setting{2, known.spot, known.rate, known.volatility, known.maturity, finer == 0 ? 32.0 : 64.0};
      found[finer] = kernel().estimate(asian_words(kernel(), {5, finer}, setting, 0, 8192), setting.data(), 8192);
    }
    const double error = std::hypot(2 * found[1].standard_error, found[0].standard_error);
    EXPECT_NEAR(2 * found[1].mean - found[0].mean, known.price, 4 * error + 2e-4 * known.price);
    EXPECT_LT(error, 0.01 * known.price);
  }
}

TEST_P(Asian, HasAnErrorTwentyTimesSmallerByItsControl) {
  for (const double strike : {90.0, 100.0, 110.0}) {
    AsianSetting setting = usual_option;
    setting[0] = strike;
    const AsianWords words = asian_words(kernel(), {3, 4}, setting, 0, 20'000);
    const double error = kernel().estimate(words, setting.data(), 20'000).standard_error;
    EXPECT_GT(asian_columns(kernel(), setting, words, 20'000)[1], 20 * error) << strike;
  }
}

/// Means of estimates with and without the control, of 300 seeds, are of one price; and the error is what it says.
TEST_P(Asian, TellsItsErrorAndHasNoBias) {
  test::Scores scores;
  double plain = 0;
  double controlled = 0;
  double reference = 0; // of many paths
  constexpr std::uint64_t many = 200'000;
  reference = kernel().estimate(asian_words(kernel(), {1, 1}, usual_option, 0, many), usual_option.data(), many).mean;
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    const AsianWords words = asian_words(kernel(), {seed, 9}, usual_option, 0, 1000);
    const Estimate estimate = kernel().estimate(words, usual_option.data(), 1000);
    scores.push_back((estimate.mean - reference) / estimate.standard_error);
    controlled += estimate.mean / 300;
    plain += asian_columns(kernel(), usual_option, words, 1000)[0] / 300;
  }
  test::expect_standard_normal(scores, 0.05); // few paths, and a factor that is estimated from them
  EXPECT_NEAR(plain, controlled, 4 * 0.27 / std::sqrt(300.0));
}

TEST_P(Asian, TakesItsNumbersFromAnyGenerator) {
  std::mt19937_64 engine(1);
  std::uniform_real_distribution<double> uniform;
  AsianWords words{};
  kernel().accumulate_from([&] { return uniform(engine); }, usual_option.data(), 2000, words);
  const std::array<double, 4> found = asian_columns(kernel(), usual_option, words, 2000);
  EXPECT_NEAR(found[2], kernel().exact(usual_option.data(), 2000), 4 * found[3]);
  EXPECT_GT(found[3], 0);
}

TEST_P(Asian, AgreesWithThePlainFormOfOtherNumbers) {
  const auto [mean, error] = test::plain_asian(usual_option, 5000, std::uint64_t{1});
  const Estimate estimate =
      kernel().estimate(asian_words(kernel(), {1, 2}, usual_option, 0, 5000), usual_option.data(), 5000);
  EXPECT_NEAR(mean, estimate.mean, 4 * error);
}

} // namespace
} // namespace sweep
