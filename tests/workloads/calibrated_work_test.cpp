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

TEST(CalibratedWork, PassesASafePointEvery16Steps) {
  const CalibratedWork work(0.0005);
  SoloWorker worker;
  work.run(worker);
  EXPECT_EQ(worker.safe_points(), (work.steps() + 15) / 16);
  work.run(worker); // as much again
  EXPECT_EQ(worker.safe_points(), 2 * ((work.steps() + 15) / 16));
}

TEST(CalibratedWork, OfAnExtensionPassesNoSafePoint) {
  const CalibratedWork work = CalibratedWork::native(0.0005);
  EXPECT_GT(work.steps(), 1000);
  work.run_natively();
}

} // namespace
} // namespace sweep
