#include <gtest/gtest.h>

#include <array>
#include <bit>
#include <cmath>
#include <string>
#include <vector>

#include "core/errors.hpp"
#include "plain_ising.hpp"
#include "workloads/kernels/catalogue.hpp"
#include "workloads/kernels/ising/chain.hpp"
#include "workloads/kernels/ising/exact_energy.hpp"

namespace sweep {
namespace {

using SpinSetting = std::array<double, 3>; // temperature, size, burn_in
using SpinWords = std::array<std::uint64_t, 6>;

std::unique_ptr<const Kernel> ising(InstructionSet set, std::uint64_t draws) {
  return find_kernel("ising")->make({.instruction_set = set, .draws = draws});
}

/// Every test of this kind runs once for each instruction set of this processor.
class Ising : public testing::TestWithParam<InstructionSet> {
 protected:
  void SetUp() override {
    if (!supported(GetParam())) {
      GTEST_SKIP() << "this processor has no " << name(GetParam());
    }
  }
};

INSTANTIATE_TEST_SUITE_P(Kernels, Ising, testing::ValuesIn(instruction_sets().begin(), instruction_sets().end()),
                         [](const auto& test) { return std::string(name(test.param)); });

/// Sizes of which half a sweep has a power of two blocks and not, temperatures at which spins hardly flip and nearly
/// all.
TEST_P(Ising, FlipsTheSpinsThatFlipOneByOne) {
  struct Case {
    std::size_t size;
    double temperature;
    std::vector<std::uint64_t> sweeps;
  };
  for (const Case& one :
       {Case{128, 2.3, {0, 1, 1'000'003}}, Case{128, 100, {2}}, Case{128, 0.7, {3}}, Case{384, 3, {1'000'004}}}) {
    const Stream stream{17, one.size};
    IsingChain chain(stream, one.size, one.temperature, GetParam());
    test::PlainIsing plain(one.size, one.temperature);
    const test::IsingNumbers numbers(stream, one.size);
    for (const std::uint64_t sweep : one.sweeps) {
      const std::uint64_t expected = plain.sweep([&](std::size_t row, std::size_t column, std::size_t colour) {
        return numbers.at(sweep, row, column, colour);
      });
      ASSERT_EQ(chain.sweep(sweep), expected) << one.size << ' ' << one.temperature << ' ' << sweep;
    }
    std::size_t others = 0;
    for (std::size_t row = 0; row < one.size; ++row) {
      for (std::size_t column = 0; column < one.size; ++column) {
        others += chain.is_up(row, column) == (plain.spin(row, column) > 0) ? 0U : 1U;
      }
    }
    EXPECT_EQ(others, 0) << one.size << ' ' << one.temperature;
  }
}

TEST_P(Ising, HasTheSameBitsByEveryInstructionSet) {
  const SpinSetting setting{2.5, 256, 0.25};
  SpinWords expected{};
  SpinWords words{};
  ising(InstructionSet::portable, 70)->accumulate({3, 4}, setting.data(), 0, 70, expected);
  ising(GetParam(), 70)->accumulate({3, 4}, setting.data(), 0, 70, words);
  EXPECT_EQ(words, expected);
}

/// By all states of a small lattice: sum of the energies, each times its weight, divided by that of the weights.
double energy_by_hand(std::size_t rows, std::size_t columns, double temperature) {
  double weights = 0;
  double energies = 0;
  for (std::uint32_t state = 0; state < std::uint32_t{1} << (rows * columns); ++state) {
    const auto spin = [&](std::size_t row, std::size_t column) {
      return (state >> (row % rows * columns + column % columns) & 1U) != 0 ? 1 : -1;
    };
    int energy = 0;
    for (std::size_t row = 0; row < rows; ++row) {
      for (std::size_t column = 0; column < columns; ++column) {
        energy -= spin(row, column) * (spin(row + 1, column) + spin(row, column + 1));
      }
    }
    const double weight = std::exp(-energy / temperature);
    weights += weight;
    energies += weight * energy;
  }
  return energies / weights / static_cast<double>(rows * columns);
}

TEST(ExactIsingEnergy, IsThatOfAllStatesOfASmallLattice) {
  for (const double temperature : {0.5, 1.5, 2.269, 3.0, 20.0}) {
    EXPECT_NEAR(exact_ising_energy(3, 4, temperature), energy_by_hand(3, 4, temperature), 1e-11) << temperature;
    EXPECT_NEAR(exact_ising_energy(4, 3, temperature), energy_by_hand(4, 3, temperature), 1e-11) << temperature;
  }
}

TEST(ExactIsingEnergy, IsOnsagersOfALargeLattice) {
  const double critical = 2 / std::log(1 + std::sqrt(2));
  EXPECT_NEAR(exact_ising_energy(8192, 8192, critical), -std::sqrt(2), 1e-4);
  EXPECT_NEAR(exact_ising_energy(1024, 1024, 2), -1.745564575, 1e-8); // -coth(2K) (1 + 2/pi (2 tanh²(2K) - 1) K(k))
}

TEST(ExactIsingEnergy, IsThatOfTheGroundStateNearZero) {
  for (const double temperature : {0.001, 0.0028, 0.0499, 0.0501, 0.1}) {
    EXPECT_NEAR(exact_ising_energy(128, 128, temperature), -2, 1e-12) << temperature;
  }
}

/// Two batches of two draws each; a draw has so many broken bonds as in the words.
TEST(IsingKernel, EstimatesEnergyAndWhatItIsWorth) {
  const auto kernel = ising(InstructionSet::portable, 128); // batches of two
  const SpinSetting setting{3, 128, 0};
  const SpinWords words{10 + 14 + 20 + 24, 100 + 196 + 400 + 576, 0, 24 + 44, 24 * 24 + 44 * 44, 0};
  const Estimate estimate = kernel->estimate(words, setting.data(), 4);
  EXPECT_DOUBLE_EQ(estimate.mean, -2 + 17.0 * 2 / 16'384);
  EXPECT_DOUBLE_EQ(estimate.standard_error, 5.0 * 2 / 16'384); // means of batches 12 and 22: sqrt(50 / 2)
  double effective_draws = 0;
  kernel->more(words, setting.data(), 4, std::span(&effective_draws, 1));
  EXPECT_DOUBLE_EQ(effective_draws, 116.0 / 3 / 25); // variance of a draw over that of the mean
  EXPECT_EQ(kernel->exact(setting.data(), 4), exact_ising_energy(128, 128, 3));
}

/// Broken bonds so many, in turn, in batches of 100 sweeps whose sums differ by so many: worth 6,400 sweeps or fewer.
SpinWords turns(std::uint64_t low, std::uint64_t high, std::uint64_t apart) {
  const std::uint64_t batch = 50 * (low + high);
  return {64 * batch,
          3200 * (low * low + high * high),
          0,
          64 * batch,
          32 * ((batch - apart) * (batch - apart) + (batch + apart) * (batch + apart)),
          0};
}

TEST(IsingKernel, ScoresChainsThatAreWorthAThousandSweepsAwayFromTheCriticalTemperature) {
  const auto kernel = ising(InstructionSet::portable, 6400);
  const auto score = [&](double temperature, const SpinWords& words) {
    const SpinSetting setting{temperature, 128, 0};
    return kernel->score(words, setting.data(), 6400);
  };
  const SpinWords words = turns(10'000, 10'100, 1000); // 2500 / (1000² / 100²) · 64 = 1,600 effective ones
  const SpinSetting setting{3, 128, 0};
  const Estimate estimate = kernel->estimate(words, setting.data(), 6400);
  EXPECT_DOUBLE_EQ(score(3, words), (estimate.mean - exact_ising_energy(128, 128, 3)) / estimate.standard_error);
  EXPECT_TRUE(std::isnan(score(3, turns(10'000, 10'100, 1300)))) << "940";
  EXPECT_TRUE(std::isnan(score(2.3, words)));
  EXPECT_TRUE(std::isnan(score(2.23, words)));
  EXPECT_FALSE(std::isnan(score(2.32, words)));
  EXPECT_FALSE(std::isnan(score(2.22, words)));
  EXPECT_FALSE(std::isnan(score(0.6, words)));
  EXPECT_TRUE(std::isnan(score(0.5, words))) << "some 12 flips";
}

TEST(IsingKernel, TellsItsBatchesFromItsSweeps) {
  const SpinSetting setting{3, 128, 1.0 / 30};
  const Stream stream{1, 2};
  SpinWords words{};
  ising(best_instruction_set(), 150)->accumulate(stream, setting.data(), 0, 150, words); // 75 batches of two
  IsingChain chain(stream, 128, 3, best_instruction_set());
  SpinWords expected{};
  std::uint64_t before = 0;
  for (std::uint64_t sweep = 0; sweep < 155; ++sweep) {
    const std::uint64_t broken = chain.sweep(sweep);
    if (sweep >= 5) {
      expected[0] += broken;
      expected[1] += broken * broken;
      expected[4] += sweep % 2 == 0 ? (broken + before) * (broken + before) : 0;
    }
    before = broken;
  }
  expected[3] = expected[0];
  EXPECT_EQ(words, expected);
}

TEST(IsingKernel, CarriesSquaresBeyond64Bits) {
  const SpinSetting setting{3, 128, 0};
  SpinWords words{0, ~std::uint64_t{0}, 5, 0, ~std::uint64_t{0}, 6};
  ising(best_instruction_set(), 1)->accumulate({1, 2}, setting.data(), 0, 1, words);
  EXPECT_EQ(words[1], words[0] * words[0] - 1);
  EXPECT_EQ(words[2], 6);
  EXPECT_EQ(words[5], 7);
}

TEST(IsingKernel, RefusesSizesThatAreNoMultiplesOf128) {
  const auto refuse = [](const SettingAxis& sizes) {
    find_kernel("ising")->refuse({{{.name = "temperature", .list = {2}}, sizes, {.name = "burn_in", .list = {0}}}}, 1);
  };
  EXPECT_NO_THROW(refuse({.name = "size", .list = {128, 8192}}));
  EXPECT_NO_THROW(refuse({.name = "size", .list = {}, .from = 128, .to = 512, .count = 4, .whole = true}));
  EXPECT_THROW(refuse({.name = "size", .list = {128, 120}}), UsageError);
  EXPECT_THROW(refuse({.name = "size", .list = {}, .from = 128, .to = 512, .count = 3, .whole = true}), UsageError);
}

TEST(IsingKernel, IsTheSameChainOfAnyGenerator) {
  const SpinSetting setting{2.5, 128, 0.5};
  std::uint64_t drawn = 0;
  const auto uniform = [&] { return std::ldexp(static_cast<double>(block({8, 9}, drawn++)[0]), -32); };
  SpinWords words{};
  ising(InstructionSet::portable, 2)->accumulate_from(uniform, setting.data(), 2, words);
  test::PlainIsing plain(128, 2.5);
  std::uint64_t again = 0;
  const auto number = [&](std::size_t, std::size_t, std::size_t) {
    return std::uint64_t{block({8, 9}, again++)[0]} << 32;
  };
  plain.sweep(number);
  const std::uint64_t first = plain.sweep(number);
  EXPECT_EQ(words[0], first + plain.sweep(number));
  EXPECT_EQ(drawn, 3 * 128 * 128);
}

/// Scores of chains that are long enough: outside 2 % about the critical temperature, of 1,000 effective draws. Those
/// divided by an error from 64 batches are Student's, of variance 63 / 61; thresholds are exceeded with 1e-4.
TEST(Estimates, OfIsingDeviateAsTheyShould) {
  constexpr std::uint64_t draws = 6400;
  constexpr int settings = 100;
  const auto kernel = ising(best_instruction_set(), draws);
  double sum = 0;
  double squares = 0;
  int judged = 0;
  for (int i = 0; i < settings; ++i) {
    const SpinSetting setting{i < 40 ? 1.2 + 0.02 * i : 2.7 + 0.03 * (i - 40), 128, 0.0625};
    SpinWords words{};
    kernel->accumulate({215, static_cast<std::uint64_t>(i)}, setting.data(), 0, draws, words);
    if (const double score = kernel->score(words, setting.data(), draws); !std::isnan(score)) {
      sum += score;
      squares += score * score;
      ++judged;
    }
  }
  EXPECT_GT(judged, 80);
  EXPECT_LT(std::abs(sum / judged), 3.89 / std::sqrt(judged));
  EXPECT_LT(std::abs(squares / judged - 63.0 / 61), 3.89 * std::sqrt(2.2 / judged));
}

} // namespace
} // namespace sweep
