#include "workloads/calibrated_work.hpp"

#include "solo.hpp"

namespace sweep {
namespace {

/// A processor that takes 1/4 µs a step, and as long as 16 of them to go round a loop. All of them are exact in binary.
constexpr LoopTimes loop{.step = 0x1p-22, .round = 0x1p-18};

/// How many safe points the work has on a worker of that pace.
std::uint64_t safe_points(const CalibratedWork& work, const Pace& pace = {}) {
  SoloWorker worker(pace);
  work.run(worker);
  return worker.safe_points();
}

TEST(CalibratedWork, IsNothingForNoTimeOrLess) {
  for (const CalibratedWork& none :
       {CalibratedWork(), CalibratedWork(0, loop), CalibratedWork(-1, loop), CalibratedWork::native(0, loop)}) {
    EXPECT_EQ(none.steps(), 0);
    EXPECT_EQ(safe_points(none), 0);
  }
}

TEST(CalibratedWork, HasAsManyStepsAsTheProcessorTakesInItsTime) {
  EXPECT_EQ(CalibratedWork(0x1p-10, loop).steps(), 1 << 12);
  EXPECT_EQ(CalibratedWork(1, loop).steps(), 1 << 22);
  EXPECT_EQ(CalibratedWork::native(1, loop).steps(), 1 << 22);
}

TEST(CalibratedWork, PassesASafePointEvery16StepsAndItsTimeIsThatOfBoth) {
  EXPECT_EQ(safe_points(CalibratedWork(0x1p-10, loop)), (1 << 12) / (16 + 16));
  EXPECT_EQ(safe_points(CalibratedWork(0x1p-10, {.step = loop.step, .round = 0})), (1 << 12) / 16);
}

TEST(CalibratedWork, IsAsMuchEveryTime) {
  const CalibratedWork work(0x1p-10, loop);
  SoloWorker worker;
  work.run(worker);
  work.run(worker);
  EXPECT_EQ(worker.safe_points(), 2 * safe_points(work));
}

TEST(CalibratedWork, KeepsThePaceOfAnInterpreter) {
  const CalibratedWork work(0x1p-6, {.step = loop.step, .round = 0}); // 65,536 steps
  EXPECT_EQ(safe_points(work, {.iteration_steps = 1024}), 64);
  EXPECT_EQ(safe_points(work, {.iteration_steps = 4096}), 16);
  EXPECT_EQ(safe_points(work, {.iteration_steps = 1024, .slowdown = 3}), 3 * 64);
}

} // namespace
} // namespace sweep
