#include "../workloads/service.hpp"

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

Values mixed_values(double native_fraction) {
  Values values = defaults_of("mixed");
  values.set("tasks", std::int64_t{4});
  values.set("native_fraction", native_fraction);
  return values;
}

void run_first(const Values& values, Worker& worker) {
  const std::unique_ptr<Workload> workload = make_workload("mixed", values, {});
  workload->prepare();
  Tally tally(1);
  Task task = workload->task(0, worker, tally);
  task.resume();
  task.rethrow_failure();
}

TEST(Mixed, FindsWhatTheOracleSaysAndNotesALatencyOfEachItem) {
  for (const double native_fraction : {0.0, 0.25, 1.0}) {
    const std::unique_ptr<Workload> workload = make_workload("mixed", mixed_values(native_fraction), {});
    workload->prepare();
    SoloWorker worker;
    Histogram latencies;
    worker.keep_latencies(latencies);
    EXPECT_EQ(run_all(*workload, worker).words(), (std::vector<std::uint64_t>{0, 1, 2, 3}));
    EXPECT_EQ(check_all(*workload).words(), (std::vector<std::uint64_t>{0, 1, 2, 3}));
    EXPECT_EQ(latencies.count(), 4);
  }
}

TEST(Mixed, ComesToItsNativeRegionAfterTheSafePointsOfAnInterpreter) {
  Values values = mixed_values(0.5);
  values.set("native_bytes", std::int64_t{2000});
  InterpretedWorker worker;
  run_first(values, worker);
  EXPECT_GT(worker.safe_points, 100); // 0.1 ms
  EXPECT_EQ(worker.safe_points_inside, 0);
  EXPECT_EQ(worker.safe_points_after, 0);
  EXPECT_EQ(worker.regions, 1);
  EXPECT_EQ(worker.bytes, 2000);
}

TEST(Mixed, HasNoNativeRegionWhereNothingIsNative) {
  InterpretedWorker worker;
  run_first(mixed_values(0), worker);
  EXPECT_GT(worker.safe_points, 100);
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
