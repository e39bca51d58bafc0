// workloads/beside_cpu_tasks.hpp, by the two workloads that are such.

#include "workloads/beside_cpu_tasks.hpp"

#include <algorithm>
#include <stdexcept>
#include <thread>

#include "../workloads/service.hpp"
#include "core/errors.hpp"

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

  WorkloadContext context(std::int64_t ranks = 1) const {
    return {.seed = 1,
            .instruction_set = InstructionSet::portable,
            .values = values_,
            .settings = settings_,
            .ranks = ranks};
  }

  const WorkloadDescriptor& descriptor() const { return *find_workload(GetParam()); }

  /// Ready for a repetition.
  Workload& make(std::int64_t ranks = 1) {
    workload_ = descriptor().make(context(ranks));
    service_ = descriptor().serve ? descriptor().serve(context()) : nullptr;
    prepare();
    return *workload_;
  }

  void prepare() {
    if (service_) {
      workload_->connect(service_->address());
    }
    workload_->prepare();
  }

  /// How many safe points task `index` passes on a worker of its own.
  std::uint64_t safe_points(std::uint64_t index) {
    SoloWorker worker;
    Tally tally(1);
    Task task = workload_->task(index, worker, tally);
    task.resume();
    task.rethrow_failure();
    return worker.safe_points();
  }

 private:
  Values values_;
  Settings settings_;
  std::unique_ptr<Service> service_;
  std::unique_ptr<Workload> workload_;
};

INSTANTIATE_TEST_SUITE_P(Workloads, BesideCpuTasksOf, testing::Values("convoy", "echo"),
                         [](const auto& test) { return test.param; });

TEST_P(BesideCpuTasksOf, GiveEachRankOneIoTaskAndItsCpuTasks) {
  const Workload& workload = make(3);
  EXPECT_EQ(workload.tasks(), 3 * (1 + cpu_tasks));
  EXPECT_EQ(workload.serial_tasks(), 1 + cpu_tasks);
  const std::vector<std::uint64_t> words = check_all(workload).words();
  EXPECT_EQ(words, (std::vector<std::uint64_t>{rounds, 0, 0, 0, rounds, 0, 0, 0, rounds, 0, 0, 0}));
}

TEST_P(BesideCpuTasksOf, FindWhatTheOracleSaysAndNoteALatencyOfEachRound) {
  const Workload& workload = make();
  SoloWorker worker;
  Histogram latencies;
  worker.keep_latencies(latencies);
  EXPECT_EQ(run_all(workload, worker).words(), check_all(workload).words());
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

TEST_P(BesideCpuTasksOf, BeginEachRepetitionAnew) {
  make();
  for (int repetition = 0; repetition < 3; ++repetition) {
    prepare();
    EXPECT_GT(safe_points(1), 0) << repetition;
  }
}

TEST_P(BesideCpuTasksOf, HaveNothingToComputeOnceTheIoTaskHasFailed) {
  Workload& workload = make();
  WorkerWithoutDevices worker;
  Tally tally(1);
  Task task = workload.task(0, worker, tally);
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
  const Workload& workload = make();
  EXPECT_EQ(workload.tasks(), 1);
  EXPECT_EQ(run_all(workload).words(), std::vector{rounds});
}

TEST_P(BesideCpuTasksOf, MustStayTogetherOnTheirRank) {
  ASSERT_TRUE(descriptor().per_rank);
  EXPECT_NO_THROW(descriptor().admit(context(), {.one_at_a_time = false, .equal_shares = false}));
  EXPECT_THROW(descriptor().admit(context(), {.equal_shares = false, .own_shares = false}), UsageError);
}

} // namespace
} // namespace sweep
