#include "service.hpp"

namespace sweep {
namespace {

/// Notes in what order it is used.
class InterpretedWorker final : public Worker {
 public:
  InterpretedWorker() { want_attention(true); }

  std::uint64_t safe_points = 0;
  std::uint64_t safe_points_inside = 0;
  std::uint64_t safe_points_after = 0;
  std::uint64_t regions = 0;
  std::size_t bytes = 0;

 private:
  bool suspend_for(Operation& operation, std::coroutine_handle<> /*task*/) override {
    operation.block();
    return false;
  }
  void attend() override {
    ++safe_points;
    safe_points_inside += inside_ ? 1 : 0;
    safe_points_after += !inside_ && regions > 0 ? 1 : 0;
  }
  bool leave_interpreter(std::size_t worked_on) override {
    inside_ = true;
    ++regions;
    bytes = worked_on;
    return true;
  }
  void enter_interpreter() override { inside_ = false; }

  bool inside_ = false;
};

constexpr Seconds length = 0x1p-12; // so that it is divided without a rest

Values mixed_values(double native_fraction) {
  Values values = defaults_of("mixed");
  values.set("tasks", std::int64_t{4});
  values.set("length", length);
  values.set("native_fraction", native_fraction);
  return values;
}

/// So that an item has 1024 steps, and 64 safe points where none of it is native.
constexpr LoopTimes item_loop{.step = length / 1024, .round = 0};

void run_first(const Values& values, Worker& worker) {
  const std::unique_ptr<Workload> workload = make_workload("mixed", values, {});
  SoloRepetition repetition(*workload, {}, item_loop);
  Tally tally(1);
  Task task = repetition.stage().task(0, worker, tally);
  task.resume();
  task.rethrow_failure();
}

TEST(Mixed, FindsWhatTheOracleSaysAndNotesALatencyOfEachItem) {
  for (const double native_fraction : {0.0, 0.25, 1.0}) {
    const std::unique_ptr<Workload> workload = make_workload("mixed", mixed_values(native_fraction), {});
    SoloWorker worker;
    Histogram latencies;
    worker.keep_latencies(latencies);
    EXPECT_EQ(run_all(*workload, worker).words(), (std::vector<std::uint64_t>{0, 1, 2, 3}));
    EXPECT_EQ(ask_oracle("mixed", context_of(mixed_values(native_fraction))).words(),
              (std::vector<std::uint64_t>{0, 1, 2, 3}));
    EXPECT_EQ(latencies.count(), 4);
  }
}

TEST(Mixed, ComesToItsNativeRegionAfterTheSafePointsOfAnInterpreter) {
  Values values = mixed_values(0.5);
  values.set("native_bytes", std::int64_t{2000});
  InterpretedWorker worker;
  run_first(values, worker);
  EXPECT_EQ(worker.safe_points, 32);
  EXPECT_EQ(worker.safe_points_inside, 0);
  EXPECT_EQ(worker.safe_points_after, 0);
  EXPECT_EQ(worker.regions, 1);
  EXPECT_EQ(worker.bytes, 2000);
}

TEST(Mixed, HasTheStepsThatFillItsLengthByWhatStepsAreSaidToTake) {
  for (const double native_fraction : {0.0, 0.25, 1.0}) {
    const std::unique_ptr<Workload> workload = make_workload("mixed", mixed_values(native_fraction), {});
    for (const Seconds step_time : {length / 1024, length / 4096}) {
      SoloRepetition repetition(*workload, {}, {.step = step_time, .round = 0});
      SoloWorker worker;
      run_tasks(repetition.stage(), worker);
      const auto native = static_cast<std::uint64_t>(length * native_fraction / step_time);
      const auto interpreted = static_cast<std::uint64_t>(length * (1 - native_fraction) / step_time);
      EXPECT_EQ(repetition.stage().close().steps, native + interpreted);
      EXPECT_EQ(worker.safe_points(), 4 * interpreted / steps_an_iteration);
    }
  }
}

TEST(Mixed, HasNoNativeRegionWhereNothingIsNative) {
  InterpretedWorker worker;
  run_first(mixed_values(0), worker);
  EXPECT_EQ(worker.safe_points, 64);
  EXPECT_EQ(worker.regions, 0);
}

TEST(Mixed, HasNoSafePointsWhereAllIsNative) {
  InterpretedWorker worker;
  run_first(mixed_values(1), worker);
  EXPECT_EQ(worker.safe_points, 0);
  EXPECT_EQ(worker.regions, 1);
}

} // namespace
} // namespace sweep
