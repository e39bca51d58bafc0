#include "workloads/calibrated_work.hpp"

#include "../workloads/solo.hpp"

namespace sweep {
namespace {

TEST(CalibratedWork, IsNothingForNoTimeOrLess) {
  for (const CalibratedWork& none :
       {CalibratedWork(), CalibratedWork(0), CalibratedWork(-1), CalibratedWork::native(0)}) {
    EXPECT_EQ(none.steps(), 0);
    SoloWorker worker;
    none.run(worker);
    EXPECT_EQ(worker.safe_points(), 0);
  }
}

TEST(CalibratedWork, HasStepsInProportionToItsTime) {
  const auto short_work = static_cast<double>(CalibratedWork(0.001).steps());
  const auto long_work = static_cast<double>(CalibratedWork(1).steps());
  EXPECT_GT(short_work, 1e4);             // no processor needs 100 ns for a step …
  EXPECT_GT(long_work, 100 * short_work); // … and none changes its pace tenfold within ms
  EXPECT_LT(long_work, 10'000 * short_work);
}

/// How many safe points the work has on a worker of that pace.
std::uint64_t safe_points(const CalibratedWork& work, const Pace& pace) {
  SoloWorker worker(pace);
  work.run(worker);
  return worker.safe_points();
}

TEST(CalibratedWork, PassesASafePointEvery16StepsAndItsTimeIsThatOfBoth) {
  const CalibratedWork work(0.0005);
  const std::uint64_t once = safe_points(work, {});
  EXPECT_LE(once, (work.steps() + 15) / 16);
  EXPECT_GT(once, work.steps() / 160); // a safe point takes no longer than a hundred steps
  SoloWorker worker;
  work.run(worker);
  work.run(worker); // as much again
  EXPECT_EQ(worker.safe_points(), 2 * once);
}

TEST(CalibratedWork, KeepsThePaceOfAnInterpreter) {
  const CalibratedWork work(0.01);
  const auto often = static_cast<double>(safe_points(work, {.iteration_steps = 100'000}));
  const auto seldom = static_cast<double>(safe_points(work, {.iteration_steps = 400'000}));
  const auto slow = static_cast<double>(safe_points(work, {.iteration_steps = 100'000, .slowdown = 3}));
  EXPECT_NEAR(often, static_cast<double>(work.steps()) / 100'000, 1.1);
  EXPECT_NEAR(seldom, often / 4, 1.1);
  EXPECT_NEAR(slow, often * 3, 3.1);
}

TEST(CalibratedWork, OfAnExtensionPassesNoSafePoint) {
  const CalibratedWork work = CalibratedWork::native(0.0005);
  EXPECT_GT(work.steps(), 1000);
  work.run_natively();
}

} // namespace
} // namespace sweep
