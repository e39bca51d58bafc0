// What each check of random numbers finds in results that are made up. What it finds in those of each way: ways_test.

#include "workloads/streams/checks.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "core/split_mix.hpp"

namespace sweep {
namespace {

using Names = std::set<std::string>;

const std::string variance = "variance of the mean";
const std::string duplicates = "duplicate streams";
const std::string correlation = "serial correlation";
const std::string lost = "lost draws";

/// Of the checks that fail.
Names failed(const std::vector<Sampled>& tasks, int bits = 64, double level = false_alarm_rate) {
  Names names;
  for (const std::string& warning : doubts(tasks, bits, level)) {
    names.insert(warning.substr(0, warning.find(':')));
  }
  return names;
}

/// Pairs of tasks that begin at the same place of two generators, with bits at random.
std::vector<Sampled> pairs(std::uint64_t count) {
  SplitMix random(7);
  std::vector<Sampled> tasks;
  for (std::uint64_t i = 0; i < count; ++i) {
    for (const std::uint64_t generator : {0U, 1U}) {
      tasks.push_back({.origin = {generator, 10 * i, 10 * i + 10, random.next()}, .draws = 10});
    }
  }
  return tasks;
}

/// Of a hundred pairs that deviate so.
Names with_deviations(double first, double second) {
  std::vector<Sampled> tasks = pairs(100);
  for (std::size_t i = 0; i < tasks.size(); ++i) {
    tasks[i].deviation = i % 2 == 0 ? first : second;
  }
  return failed(tasks);
}

TEST(Checks, FindNothingWhereNothingIs) {
  EXPECT_EQ(failed({}), Names{});
  EXPECT_EQ(failed(pairs(1)), Names{});
  EXPECT_EQ(failed(pairs(200)), Names{});
}

TEST(Checks, FindMeansThatVaryMoreOrLessThanIndependentOnesDo) {
  EXPECT_EQ(with_deviations(1, 0.4), Names{});
  EXPECT_EQ(with_deviations(1.1, 1.1), Names{variance}) << "alike";
  EXPECT_EQ(with_deviations(1.1, -1.1), Names{variance}) << "opposite";
}

TEST(Checks, LookAtTheMeanOfAllSettingsThatHaveAStreamEach) {
  std::vector<Sampled> tasks = pairs(50);
  for (std::size_t i = 0; i < tasks.size(); ++i) {
    tasks[i].origin = {.generator = i, .begin = 0, .end = 10, .bits = tasks[i].origin.bits};
    tasks[i].deviation = 0.4; // times ten in standard deviations of the mean of a hundred
  }
  EXPECT_EQ(failed(tasks), Names{});
  for (Sampled& task : tasks) {
    task.deviation = 0.41; // beyond 4.06, the root of chi-squared's quantile at 5e-5
  }
  EXPECT_EQ(failed(tasks), Names{variance});
}

TEST(Checks, FindTheSameDrawOfDifferentGeneratorsOnly) {
  std::vector<Sampled> tasks = pairs(100);
  tasks[50].origin.bits = tasks[20].origin.bits;
  EXPECT_EQ(failed(tasks), Names{}) << "both of one generator";
  tasks[51].origin.bits = tasks[20].origin.bits;
  EXPECT_EQ(failed(tasks), Names{duplicates});
}

TEST(Checks, AllowAsManyDuplicatesAsChanceMakes) {
  std::vector<Sampled> tasks = pairs(100);
  for (Sampled& task : tasks) {
    task.origin.bits &= 0xffff;
  }
  tasks[51].origin.bits = tasks[20].origin.bits;
  EXPECT_EQ(failed(tasks, 16), Names{}) << "two in 19,900 pairs of 65,536 values";
  for (std::size_t i = 0; i < 10; ++i) {
    tasks[100 + 2 * i].origin.bits = tasks[1 + 2 * i].origin.bits;
  }
  EXPECT_EQ(failed(tasks, 16), Names{duplicates});
}

TEST(Checks, FindBitsThatAgreeTooOftenOrTooRarely) {
  for (const std::uint64_t mask : {std::uint64_t{0xffff}, ~std::uint64_t{0xffff}}) {
    std::vector<Sampled> tasks = pairs(100);
    for (std::size_t i = 0; i < tasks.size(); i += 2) {
      const std::uint64_t other = mask == 0xffff ? tasks[i].origin.bits : ~tasks[i].origin.bits;
      tasks[i + 1].origin.bits = (tasks[i + 1].origin.bits & ~mask) | (other & mask);
    }
    EXPECT_EQ(failed(tasks), Names{correlation});
  }
}

TEST(Checks, CountWhatAGeneratorGaveAgain) {
  std::vector<Sampled> tasks = pairs(3);
  EXPECT_EQ(failed(tasks), Names{});
  ++tasks[0].draws;
  const std::vector<std::string> warnings = doubts(tasks, 64);
  ASSERT_EQ(warnings.size(), 1);
  EXPECT_TRUE(warnings[0].starts_with("lost draws: of 61 draws 1 were taken again")) << warnings[0];
}

} // namespace
} // namespace sweep
