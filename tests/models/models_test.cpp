// What every model of the catalogue does with tasks, dispensers and failures, whatever the workload.

#include <gtest/gtest.h>

#include <array>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "any_model.hpp"
#include "fake_dispenser.hpp"
#include "fake_workload.hpp"
#include "models/paced_polling.hpp"

namespace sweep {
namespace {

INSTANTIATE_TEST_SUITE_P(Models, AnyModel, testing::ValuesIn(variants()),
                         [](const auto& test) { return test.param.name(); });

TEST_P(AnyModel, HasAtLeastOneWorkerAndAsManyAsItsThreads) {
  EXPECT_GE(workers(), 1);
  if (GetParam().threads() > 0) {
    EXPECT_EQ(workers(), GetParam().threads());
  }
}

TEST_P(AnyModel, HasWhatItsDescriptorPromises) {
  const auto& [model, values] = GetParam();
  EXPECT_EQ(static_cast<std::int64_t>(workers()), model->workers_of(values));
  EXPECT_GE(model->processors_of(values), 1);
  EXPECT_LE(model->processors_of(values), model->workers_of(values));
  EXPECT_GE(model->in_flight_of(values), model->workers_of(values));
}

TEST_P(AnyModel, RunsEveryTaskOnceWhateverTheChunk) {
  for (const std::uint64_t tasks : {1U, 2U, 100U, 1009U}) {
    for (const std::uint64_t chunk : {1U, 7U, 64U, 5000U}) {
      const FakeWorkload workload(tasks);
      CountingDispenser dispenser(tasks, chunk);
      const RankReport report = run(workload, dispenser);
      ASSERT_EQ(workload.runs(), std::vector<int>(tasks, 1)) << tasks << " tasks in chunks of " << chunk;
      ASSERT_EQ(report.tally.digest(), workload.expected().digest());
      ASSERT_EQ(report.tally.count(), tasks);
      ASSERT_EQ(report.failure, nullptr);
    }
  }
}

TEST_P(AnyModel, KeepsTheRowOfEveryTaskWhenAsked) {
  const FakeWorkload workload(100);
  CountingDispenser dispenser(100, 3);
  const RankReport report = run(workload, dispenser, Keep::rows);
  std::vector<bool> seen(100, false);
  ASSERT_EQ(report.tally.tasks().size(), 100);
  ASSERT_EQ(report.tally.words().size(), 100);
  for (std::size_t row = 0; row < 100; ++row) {
    const std::uint64_t task = report.tally.tasks()[row];
    EXPECT_EQ(report.tally.words()[row], 3 * task + 1);
    seen.at(task) = true;
  }
  EXPECT_EQ(seen, std::vector<bool>(100, true));
}

TEST_P(AnyModel, KeepsNoRowsUnlessAsked) {
  const FakeWorkload workload(10);
  CountingDispenser dispenser(10, 3);
  EXPECT_TRUE(run(workload, dispenser).tally.words().empty());
}

TEST_P(AnyModel, TellsHowLateItsLastWorkerBegan) {
  const FakeWorkload workload(10);
  CountingDispenser dispenser(10, 3);
  constexpr Instant overdue = 1'000'000'000; // 1 s
  const RankReport report = run(workload, dispenser, Keep::digest, now() - overdue);
  EXPECT_GE(report.late, 1);
  EXPECT_GE(report.ready, 0);
}

TEST_P(AnyModel, IsNotLateWhereThereIsNoStart) {
  const FakeWorkload workload(10);
  CountingDispenser dispenser(10, 3);
  EXPECT_EQ(run(workload, dispenser, Keep::digest, 0).late, 0);
}

TEST_P(AnyModel, ReportsNothingDoneWhenThereIsNothingToDo) {
  const FakeWorkload workload(5);
  CountingDispenser dispenser(0, 1);
  const RankReport report = run(workload, dispenser);
  EXPECT_EQ(report.tally.count(), 0);
  EXPECT_EQ(report.tally.digest(), 0);
  EXPECT_EQ(report.tally.words_per_task(), 1);
  EXPECT_EQ(report.failure, nullptr);
  EXPECT_EQ(workload.runs(), std::vector<int>(5, 0));
}

TEST_P(AnyModel, LetsEachWorkerAskUntilItGetsAnEmptyChunkAndNoLonger) {
  const std::size_t count = workers();
  std::vector<std::vector<Chunk>> lists(count); // of the other workers some get nothing, some two chunks
  std::uint64_t tasks = 0;
  for (std::size_t worker = 0; worker < count; worker += 2) {
    lists[worker] = {{.first = tasks, .last = tasks + 1}, {.first = tasks + 1, .last = tasks + 6}};
    tasks += 6;
  }
  const FakeWorkload workload(tasks);
  ListDispenser dispenser(lists);
  run(workload, dispenser);
  EXPECT_EQ(workload.runs(), std::vector<int>(tasks, 1));
  for (std::size_t worker = 0; worker < count; ++worker) {
    EXPECT_EQ(dispenser.grabs(worker), lists[worker].size() + 1) << "worker " << worker;
  }
}

TEST_P(AnyModel, RunsWorkerZeroOnTheMainThread) {
  const FakeWorkload workload(0);
  ListDispenser dispenser{std::vector<std::vector<Chunk>>(workers())};
  run(workload, dispenser);
  EXPECT_EQ(dispenser.threads().front(), std::this_thread::get_id());
}

TEST_P(AnyModel, ReportsAFailureWithItsTextAndStopsAllWorkers) {
  // As good as endless: a model whose other workers went on would run for minutes before it failed here.
  constexpr std::uint64_t endless = std::uint64_t{1} << 32;
  struct Failing final : Workload {
    std::uint64_t tasks() const override { return endless; }
    std::size_t words_per_task() const override { return 1; }
    Task task(std::uint64_t index, Worker& /*worker*/, Tally& tally) const override {
      if (index == 1000) {
        throw SystemError("read", "input 1000", "the disk is gone");
      }
      tally.record(index, std::array{index});
      co_return;
    }
  };
  CountingDispenser dispenser(endless, 1);
  const RankReport report = run(Failing(), dispenser);
  ASSERT_NE(report.failure, nullptr);
  EXPECT_EQ(text_of(report.failure), "cannot read input 1000: the disk is gone");
  EXPECT_LT(dispenser.grabs(), endless);
  constexpr std::size_t under_way = 8; // a worker, at most: what was done before it failed is in the tally but for them
  EXPECT_GE(report.tally.count(), 1000 - under_way * workers());
}

TEST_P(AnyModel, RunsNoTaskAfterTheFailedOneOfAChunk) {
  const FakeWorkload workload(10, [](std::uint64_t task, Worker&) {
    if (task == 4) {
      throw std::runtime_error("four");
    }
  });
  CountingDispenser dispenser(10, 10);
  const RankReport report = run(workload, dispenser);
  ASSERT_NE(report.failure, nullptr);
  EXPECT_EQ(text_of(report.failure), "four");
  EXPECT_EQ(workload.runs(), (std::vector<int>{1, 1, 1, 1, 1, 0, 0, 0, 0, 0}));
  EXPECT_EQ(report.tally.count(), 4);
}

TEST_P(AnyModel, ReportsAFailureInANativeRegionAndRunsAgain) {
  const std::unique_ptr<Model> model = make();
  for (const bool fails : {true, false, true}) {
    const FakeWorkload workload(50, [fails](std::uint64_t task, Worker& worker) {
      const auto released = worker.native();
      if (fails && task == 20) {
        throw std::runtime_error("an extension gave up");
      }
    });
    CountingDispenser dispenser(50, 1);
    const RankReport report = model->run(workload, dispenser, Keep::digest);
    if (fails) {
      ASSERT_NE(report.failure, nullptr);
      EXPECT_EQ(text_of(report.failure), "an extension gave up");
    } else {
      EXPECT_EQ(report.failure, nullptr);
      EXPECT_EQ(report.tally.digest(), workload.expected().digest());
    }
  }
}

TEST_P(AnyModel, ReportsAFailureWhenEveryTaskFails) {
  const FakeWorkload workload(100, [](std::uint64_t, Worker&) { throw std::runtime_error("no luck"); });
  CountingDispenser dispenser(100, 1);
  const RankReport report = run(workload, dispenser);
  ASSERT_NE(report.failure, nullptr);
  EXPECT_EQ(text_of(report.failure), "no luck");
  EXPECT_EQ(report.tally.count(), 0);
}

TEST_P(AnyModel, ReportsAFailureOfTheDispenser) {
  struct Broken final : Dispenser {
    Chunk next(std::size_t /*worker*/) override { throw SystemError("MPI_Fetch_and_op", "", "no window"); }
  };
  Broken dispenser;
  const RankReport report = run(FakeWorkload(1), dispenser);
  ASSERT_NE(report.failure, nullptr);
  EXPECT_EQ(text_of(report.failure), "cannot MPI_Fetch_and_op: no window");
}

/// Every worker gets three tasks of its own; each task passes so many safe points that a
/// model polls at two of them, however it paces that.
std::vector<std::thread::id> pollers(Model& model, ListDispenser::Polling polling) {
  std::vector<std::vector<Chunk>> lists;
  for (std::uint64_t worker = 0; worker < model.workers(); ++worker) {
    lists.push_back({{.first = 3 * worker, .last = 3 * worker + 3}});
  }
  const FakeWorkload workload(3 * model.workers(), [](std::uint64_t, Worker& worker) {
    for (std::uint64_t i = 0; i < 2 * PacedPolling::longest_stride; ++i) {
      worker.safe_point();
    }
  });
  ListDispenser dispenser(lists, polling);
  model.run(workload, dispenser, Keep::digest);
  return dispenser.pollers();
}

TEST_P(AnyModel, PollsAtTheSafePointsOfWorkerZeroOnlyWhereThatIsNeeded) {
  const std::unique_ptr<Model> model = make();
  const std::vector<std::thread::id> found = pollers(*model, ListDispenser::Polling::needed);
  const bool tasks_run_here = GetParam().model->one_memory;
  EXPECT_GE(found.size(), tasks_run_here ? 6 : 1); // a model may poll between tasks too
  EXPECT_EQ(found, std::vector(found.size(), std::this_thread::get_id()));
}

TEST_P(AnyModel, PollsNotAtAllWhereThatIsNotNeeded) {
  const std::unique_ptr<Model> model = make();
  EXPECT_TRUE(pollers(*model, ListDispenser::Polling::not_needed).empty());
}

/// So all ranks keep the same pace, whatever each would have measured.
TEST(Pace, IsMeasuredOutByTheLoopTimesThatTheModelIsGiven) {
  const ModelDescriptor& gil = *find_model("gil");
  const auto pace_steps = [&gil](const Values& asked, const LoopTimes& loop) {
    const FakeWorkload workload(3);
    CountingDispenser dispenser(3, 1);
    return gil.make(values_of(gil.parameters, asked), loop)->run(workload, dispenser, Keep::digest).pace_steps;
  };
  Values asked;
  EXPECT_EQ(pace_steps(asked, {.step = 1e-9, .round = 2e-9}), 0) << "it keeps none";
  asked.set("pace", "cpython");
  asked.set("iteration_cost", 80e-9);
  EXPECT_EQ(pace_steps(asked, {.step = 1e-9, .round = 2e-9}), 78);
  EXPECT_EQ(pace_steps(asked, {.step = 2e-9, .round = 2e-9}), 39);
  EXPECT_EQ(pace_steps(asked, {.step = 1e-9, .round = 100e-9}), 1) << "never none";
  asked.set("policy", "free_threaded");
  asked.set("slowdown", 1.5);
  EXPECT_EQ(pace_steps(asked, {.step = 1e-9, .round = 2e-9}), 118);
}

TEST_P(AnyModel, CanBeMadeAndEndedWithoutARun) {
  for (int i = 0; i < 5; ++i) {
    EXPECT_GE(make()->workers(), 1);
  }
}

} // namespace
} // namespace sweep
