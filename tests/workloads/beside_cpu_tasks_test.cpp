// workloads/beside_cpu_tasks.hpp, by the two workloads that are such.

#include "workloads/beside_cpu_tasks.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <thread>

#include "core/errors.hpp"
#include "service.hpp"

namespace sweep {
namespace {

constexpr std::uint64_t rounds = 5;
constexpr std::uint64_t cpu_tasks = 3;

/// A worker whose devices all fail.
class WorkerWithoutDevices final : public Worker {
  bool suspend_for(Operation& /*operation*/, std::coroutine_handle<> /*task*/) override {
    throw std::runtime_error("no device");
  }
};

class BesideCpuTasksOf : public testing::TestWithParam<std::string> {
 protected:
  BesideCpuTasksOf() : values_(defaults_of(GetParam())) {
    values_.set("rounds", static_cast<std::int64_t>(rounds));
    values_.set("cpu_tasks", static_cast<std::int64_t>(cpu_tasks));
    values_.set("longest", 0.0001);
    if (values_.find("wait") != nullptr) {
      values_.set("wait", 0.0001);
    }
  }

  void set(const std::string& parameter, Value value) { values_.set(parameter, std::move(value)); }

  WorkloadContext context(std::int64_t ranks = 1) const { return context_of(values_, 1, ranks); }

  const WorkloadDescriptor& descriptor() const { return *find_workload(GetParam()); }

  /// The stage of a repetition that has begun.
  Stage& make() {
    workload_ = descriptor().make(context());
    service_ = serve(GetParam(), values_);
    begin();
    return repetition_->stage();
  }

  /// Another repetition of the same.
  void begin(const LoopTimes& loop = solo_loop) {
    repetition_.reset();
    repetition_ = std::make_unique<SoloRepetition>(*workload_, service_ ? service_->address() : "", loop);
  }

  Tally oracle() const { return ask_oracle(GetParam(), context()); }

  StageReport close() { return repetition_->stage().close(); }

  /// How many safe points task `index` passes on a worker of its own.
  std::uint64_t safe_points(std::uint64_t index) {
    SoloWorker worker;
    Tally tally(1);
    Task task = repetition_->stage().task(index, worker, tally);
    task.resume();
    task.rethrow_failure();
    return worker.safe_points();
  }

 private:
  Values values_;
  std::unique_ptr<Service> service_;
  std::unique_ptr<Workload> workload_;
  std::unique_ptr<SoloRepetition> repetition_;
};

INSTANTIATE_TEST_SUITE_P(Workloads, BesideCpuTasksOf, testing::Values("convoy", "echo"),
                         [](const auto& test) { return test.param; });

TEST_P(BesideCpuTasksOf, GiveEachRankOneIoTaskAndItsCpuTasks) {
  EXPECT_EQ(descriptor().share, Share::per_rank);
  EXPECT_EQ(descriptor().make(context(3))->tasks(), 3 * (1 + cpu_tasks));
  EXPECT_EQ(descriptor().make(context())->tasks(), 1 + cpu_tasks);
  const std::vector<std::uint64_t> words = ask_oracle(GetParam(), context(3)).words();
  EXPECT_EQ(words, (std::vector<std::uint64_t>{rounds, 0, 0, 0, rounds, 0, 0, 0, rounds, 0, 0, 0}));
}

TEST_P(BesideCpuTasksOf, FindWhatTheOracleSaysAndNoteALatencyOfEachRound) {
  const Stage& stage = make();
  SoloWorker worker;
  Histogram latencies;
  worker.keep_latencies(latencies);
  EXPECT_EQ(run_tasks(stage, worker).words(), oracle().words());
  EXPECT_EQ(latencies.count(), rounds);
}

TEST_P(BesideCpuTasksOf, HaveNothingToComputeOnceTheIoTaskIsThrough) {
  make();
  EXPECT_EQ(safe_points(0), rounds);
  EXPECT_EQ(safe_points(1), 0);
  EXPECT_EQ(safe_points(2), 0);
}

TEST_P(BesideCpuTasksOf, GiveUpTogetherWhenTheIoTaskComesLast) {
  make();
  EXPECT_GT(safe_points(3), 0);
  EXPECT_EQ(safe_points(2), 0);
  EXPECT_EQ(safe_points(0), rounds);
}

TEST_P(BesideCpuTasksOf, MeasureTheRoundsOfEachRepetitionAlone) {
  ASSERT_EQ(descriptor().measures.size(), 3);
  const Stage& stage = make();
  SoloWorker worker;
  Histogram latencies;
  worker.keep_latencies(latencies);
  run_tasks(stage, worker);
  const Measures measures = close().measures;
  EXPECT_GT(measures[0], 0);
  EXPECT_GE(measures[2], measures[1]);
  EXPECT_LE(measures[2], latencies.max());
  begin();
  EXPECT_TRUE(std::isnan(close().measures[0])) << "nobody has waited yet";
}

TEST_P(BesideCpuTasksOf, MeasureOneRoundAsLongAsTheCpuTasksWhereNoneBeganBesideThem) {
  make();
  EXPECT_GT(safe_points(3), 0);
  EXPECT_EQ(safe_points(0), rounds);
  EXPECT_EQ(close().measures[1], 0.0001) << "`longest`";
}

TEST_P(BesideCpuTasksOf, BeginEachRepetitionAnew) {
  make();
  for (int repetition = 0; repetition < 3; ++repetition) {
    begin();
    EXPECT_GT(safe_points(1), 0) << repetition;
  }
}

TEST_P(BesideCpuTasksOf, HaveNothingToComputeOnceTheIoTaskHasFailed) {
  const Stage& stage = make();
  WorkerWithoutDevices worker;
  Tally tally(1);
  Task task = stage.task(0, worker, tally);
  task.resume();
  EXPECT_THROW(task.rethrow_failure(), std::runtime_error);
  EXPECT_EQ(safe_points(1), 0);
}

TEST_P(BesideCpuTasksOf, ComputeUntilTheIoTaskIsThroughAndNoLonger) {
  set("longest", 1e5); // a day: ctest's time-out ends a task that goes on
  make();
  std::uint64_t passed = 0;
  std::thread computing([&] { passed = safe_points(1); });
  EXPECT_EQ(safe_points(0), rounds);
  computing.join();
}

TEST_P(BesideCpuTasksOf, ComputeInTheIoTaskToo) {
  set("burst", 0.0001);
  make();
  EXPECT_GT(safe_points(0), 10 * rounds);
}

TEST_P(BesideCpuTasksOf, MayHaveNoCpuTask) {
  set("cpu_tasks", std::int64_t{0});
  const Stage& stage = make();
  SoloWorker worker;
  EXPECT_EQ(stage.tasks(), 1);
  EXPECT_EQ(run_tasks(stage, worker).words(), std::vector{rounds});
}

TEST_P(BesideCpuTasksOf, ComputeForSoManyStepsAsFillTheirTimeByWhatStepsAreSaidToTake) {
  set("burst", 0x1p-12);
  set("longest", 0x1p-10);
  make();
  for (const Seconds step : {0x1p-22, 0x1p-24}) {
    begin({.step = step, .round = 0});
    const auto burst = static_cast<std::uint64_t>(0x1p-12 / step);
    const auto longest = static_cast<std::uint64_t>(0x1p-10 / step);
    EXPECT_EQ(close().steps, burst);
    EXPECT_EQ(safe_points(0), rounds * (burst / steps_an_iteration + 1)); // and one a round
    begin({.step = step, .round = 0});
    EXPECT_EQ(safe_points(1), longest / steps_an_iteration + 32); // in 32 at once, until it is more
  }
}

TEST_P(BesideCpuTasksOf, MustStayTogetherOnTheirRank) {
  const auto& refuse = descriptor().rules.refuse_case;
  EXPECT_NO_THROW(refuse(context(), {.one_at_a_time = false, .equal_shares = false}));
  EXPECT_THROW(refuse(context(), {.equal_shares = false, .own_shares = false}), UsageError);
  EXPECT_THROW(refuse(context(), {.one_memory = false}), UsageError);
}

} // namespace
} // namespace sweep
