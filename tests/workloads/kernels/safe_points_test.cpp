// That no setting makes a kernel compute for long without a safe point: where a worker serves others, or hands over.

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <vector>

#include "core/worker.hpp"
#include "workloads/kernels/catalogue.hpp"
#include "workloads/streams/catalogue.hpp"

namespace sweep {
namespace {

/// Counts the safe points it comes to.
class CountingWorker final : public Worker {
 public:
  CountingWorker() { want_attention(true); }
  std::uint64_t safe_points() const { return safe_points_; }

 private:
  bool suspend_for(Operation& /*operation*/, std::coroutine_handle<> /*task*/) override { return false; }
  void attend() override { ++safe_points_; }

  std::uint64_t safe_points_ = 0;
};

/// Of the draws of a setting, taken in that way.
std::uint64_t safe_points(const std::string& way, const std::string& kernel, InstructionSet set,
                          const std::vector<double>& setting, std::uint64_t draws) {
  const std::unique_ptr<const Kernel> made = find_kernel(kernel)->make({.instruction_set = set, .draws = draws});
  const std::unique_ptr<Streams> streams = find_streams(way)->make(215);
  streams->begin(0);
  CountingWorker worker;
  std::array<std::uint64_t, max_kernel_words> words{};
  streams->draw({*made, 1, setting.data(), draws, std::span(words).first(made->words())}, worker);
  return worker.safe_points();
}

class SafePoints : public testing::TestWithParam<InstructionSet> {
 protected:
  void SetUp() override {
    if (!supported(GetParam())) {
      GTEST_SKIP() << "this processor has no " << name(GetParam());
    }
  }
};

INSTANTIATE_TEST_SUITE_P(Kernels, SafePoints, testing::ValuesIn(instruction_sets().begin(), instruction_sets().end()),
                         [](const auto& test) { return std::string(name(test.param)); });

TEST_P(SafePoints, AreNotFartherApartWhereAPathHasManySteps) {
  const auto of_steps = [](double steps) {
    return safe_points("correct", "asian", GetParam(), {100, 100, 0.05, 0.2, 1, steps}, 32);
  };
  EXPECT_EQ(of_steps(16), 1U) << "nobody is kept waiting, and no time is lost";
  EXPECT_EQ(of_steps(50'000), 1 + 50'000 / 1024);
}

TEST_P(SafePoints, AreNotFartherApartWhereAWalkIsLong) {
  constexpr std::uint64_t walks = 16; // of a million steps each, on average
  EXPECT_LE(safe_points("correct", "first_passage", GetParam(), {1, 0, 1, 0, 4}, walks), 2U);
  EXPECT_GE(safe_points("correct", "first_passage", GetParam(), {1, 0, 1024, 0, 16}, walks), 20U);
}

TEST_P(SafePoints, AreNotFartherApartWhereALatticeIsLarge) {
  EXPECT_EQ(safe_points("correct", "ising", GetParam(), {2, 1024, 0.5}, 8), 12 + 1U) << "one a sweep";
  EXPECT_EQ(safe_points("correct", "ising", GetParam(), {2, 128, 0.5}, 128), 3 + 1U) << "one in 64 sweeps";
}

TEST(SafePointsOfWrongStreams, AreNotFartherApartWhereADrawTakesManyNumbers) {
  EXPECT_EQ(safe_points("seed_plus_rank", "asian", InstructionSet::portable, {100, 100, 0.05, 0.2, 1, 100'000}, 2),
            1 + 2 * 2 * 100'000 / 65'536);
  EXPECT_EQ(safe_points("same_seed", "ising", InstructionSet::portable, {2, 1024, 0.5}, 2), 3 + 1U);
}

} // namespace
} // namespace sweep
