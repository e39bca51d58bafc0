// Model `process_pool` beyond what every model does: its processes, what goes through their pipes, and their deaths.

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <memory>
#include <string>
#include <vector>

#include "any_model.hpp"
#include "fake_dispenser.hpp"
#include "fake_workload.hpp"

namespace sweep {
namespace {

std::unique_ptr<Model> make_pool(std::int64_t workers, std::int64_t in_flight = 4, std::int64_t retries = 3) {
  const ModelDescriptor& descriptor = *find_model("process_pool");
  Values asked;
  asked.set("workers", workers);
  asked.set("in_flight", in_flight);
  asked.set("worker_retries", retries);
  return descriptor.make(values_of(descriptor.parameters, asked), {.step = 1e-9, .round = 1e-9});
}

RankReport run(Model& pool, const TaskSet& work, std::uint64_t chunk, Keep keep = Keep::digest) {
  CountingDispenser dispenser(work.tasks(), chunk);
  pool.prepare(work, keep);
  return pool.run(work, dispenser, keep);
}

bool has_children() {
  return waitpid(-1, nullptr, WNOHANG) >= 0 || errno != ECHILD;
}

class ProcessPool : public testing::Test {
 protected:
  ProcessPool() { std::signal(SIGPIPE, SIG_IGN); } // as main() does
  ~ProcessPool() override { EXPECT_FALSE(has_children()); }
};

TEST_F(ProcessPool, RunsTasksInProcessesOfTheirOwn) {
  const SharedCounts elsewhere(1);
  const pid_t here = getpid();
  const FakeWorkload work(100, [&](std::uint64_t, Worker&) { elsewhere[0] += getpid() != here ? 1 : 0; });
  EXPECT_EQ(run(*make_pool(3), work, 1).tally.digest(), work.expected().digest());
  EXPECT_EQ(elsewhere[0], 100);
}

TEST_F(ProcessPool, GivesEachWorkerAsManyChunksAtOnceAsMayBeUnderWay) {
  for (const std::int64_t in_flight : {1, 2, 1000}) {
    const FakeWorkload work(5000);
    const RankReport report = run(*make_pool(2, in_flight), work, 1);
    EXPECT_EQ(report.tally.digest(), work.expected().digest()) << in_flight;
    EXPECT_EQ(work.runs(), std::vector<int>(5000, 1)) << in_flight;
  }
}

/// Each answer is many times what a pipe holds.
TEST_F(ProcessPool, TakesAnswersThatAreLargerThanAPipe) {
  struct Wide final : Workload {
    std::uint64_t tasks() const override { return 40; }
    std::size_t words_per_task() const override { return 50'000; }
    Task task(std::uint64_t index, Worker& /*worker*/, Tally& tally) const override {
      tally.record(index, std::vector<std::uint64_t>(words_per_task(), index));
      co_return;
    }
  };
  const Wide work;
  const RankReport report = run(*make_pool(2), work, 3, Keep::rows);
  ASSERT_EQ(report.tally.count(), 40);
  for (std::size_t row = 0; row < 40; ++row) {
    EXPECT_EQ(report.tally.words()[(row + 1) * work.words_per_task() - 1], report.tally.tasks()[row]);
  }
}

/// Runs a task to its end only when it is tried for the `tries`th time; before that its process is killed.
FakeWorkload::Body killed_until(int tries, const SharedCounts& tried, std::uint64_t first, std::uint64_t every) {
  return [tries, &tried, first, every](std::uint64_t task, Worker&) {
    if (task % every == first && ++tried[task] < tries) {
      raise(SIGKILL);
    }
  };
}

TEST_F(ProcessPool, FindsTheSameWithTwentyWorkersKilledInMidTask) {
  for (const std::int64_t in_flight : {1, 4, 50}) {
    const SharedCounts tried(1000);
    const FakeWorkload work(1000, killed_until(2, tried, 7, 50));
    const RankReport report = run(*make_pool(2, in_flight), work, 3);
    EXPECT_EQ(report.failure, nullptr);
    EXPECT_EQ(report.tally.count(), 1000);
    EXPECT_EQ(report.tally.digest(), work.expected().digest());
    EXPECT_EQ(report.replaced_workers, 20);
  }
}

TEST_F(ProcessPool, TriesAChunkAgainSoOftenAndThenNamesTheSignal) {
  const SharedCounts tried(10);
  const FakeWorkload patient(10, killed_until(4, tried, 5, 10));
  EXPECT_EQ(run(*make_pool(2, 4, 3), patient, 1).failure, nullptr);

  const SharedCounts tried_again(10);
  const FakeWorkload hopeless(10, killed_until(5, tried_again, 5, 10));
  const RankReport report = run(*make_pool(2, 4, 3), hopeless, 1);
  ASSERT_NE(report.failure, nullptr);
  EXPECT_EQ(text_of(report.failure),
            "cannot run tasks 5 to 5: the worker process was ended by SIGKILL (Killed) (4 died in all); look for "
            "what ends it, or raise worker_retries");
  EXPECT_EQ(tried_again[5], 4);
}

TEST_F(ProcessPool, NamesTheExitCodeOfAWorkerThatEnded) {
  const FakeWorkload work(10, [](std::uint64_t task, Worker&) {
    if (task == 5) {
      _exit(3);
    }
  });
  const RankReport report = run(*make_pool(1, 1, 0), work, 2);
  ASSERT_NE(report.failure, nullptr);
  EXPECT_EQ(text_of(report.failure),
            "cannot run tasks 4 to 5: the worker process ended with exit code 3 (1 died in all); look "
            "for what ends it, or raise worker_retries");
}

TEST_F(ProcessPool, TellsWhatItsProcessesUsed) {
  constexpr std::size_t table = std::size_t{32} << 20U;
  const FakeWorkload work(2, [](std::uint64_t, Worker& worker) {
    worker.note_latency(1e-3);
    std::vector<char> touched(table, 'x');
    const volatile char* all = touched.data();
    const Instant end = now() + 20'000'000; // 20 ms, of which some is processor time, whoever else runs
    while (now() < end) {
      static_cast<void>(all[0]);
    }
  });
  const RankReport report = run(*make_pool(2), work, 1);
  EXPECT_GT(report.cpu, 1e-3);
  EXPECT_EQ(report.latencies->latency.count(), 2);
  EXPECT_GT(report.child_bytes, 0);
  EXPECT_GT(report.proportional_bytes, 0);
  EXPECT_EQ(report.replaced_workers, 0);
}

TEST_F(ProcessPool, LeavesNoProcessWhenItIsEndedBeforeItRan) {
  const FakeWorkload work(10);
  const std::unique_ptr<Model> pool = make_pool(3);
  pool->prepare(work, Keep::digest);
  EXPECT_TRUE(has_children());
}

TEST_F(ProcessPool, RefusesToStartProgramsForTasksThatNoneCouldMake) {
  const ModelDescriptor& descriptor = *find_model("process_pool");
  Values asked;
  asked.set("start", "spawn");
  const auto pool = descriptor.make(values_of(descriptor.parameters, asked), {.step = 1e-9, .round = 1e-9});
  try {
    pool->prepare(FakeWorkload(1), Keep::digest);
    FAIL() << "it should have been refused";
  } catch (const SystemError& error) {
    EXPECT_NE(std::string(error.what()).find("set start = \"fork\""), std::string::npos) << error.what();
  }
}

} // namespace
} // namespace sweep
