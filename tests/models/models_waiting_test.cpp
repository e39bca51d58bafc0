// What every model of the catalogue does with tasks that wait, whatever the workload.

#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <memory>
#include <vector>

#include "any_model.hpp"
#include "fake_dispenser.hpp"
#include "fake_workload.hpp"

namespace sweep {
namespace {

class AnyModelThatWaits : public AnyModel {};

INSTANTIATE_TEST_SUITE_P(Models, AnyModelThatWaits, testing::ValuesIn(variants()),
                         [](const auto& test) { return test.param.name(); });

/// Blocks until the clock has moved, so that the wait counts for something; answers with what it was given.
class Tick final : public Operation {
 public:
  Tick(std::atomic<int>& blocked, std::uint64_t answer) : blocked_(&blocked), answer_(answer) {}
  void block() override {
    ++*blocked_;
    for (const Instant begin = now(); now() == begin;) {
    }
  }
  bool start(Reactor& reactor, std::coroutine_handle<> task) override {
    ++*blocked_;
    reactor.resume_at(now() + 2'000'000, task); // later than the loop takes to start the others
    return true;
  }
  std::uint64_t result() const { return answer_; }

 private:
  std::atomic<int>* blocked_;
  std::uint64_t answer_;
};

class Waiting final : public Workload {
 public:
  std::uint64_t tasks() const override { return 20; }
  std::size_t words_per_task() const override { return 1; }
  Task task(std::uint64_t index, Worker& worker, Tally& tally) const override {
    const std::uint64_t first = co_await worker.wait(Tick(counts_[0], index));
    const std::uint64_t second = co_await worker.wait(Tick(counts_[0], 2 * index + 1));
    tally.record(index, std::array{first + second});
  }
  int blocked() const { return counts_[0]; }

 private:
  SharedCounts counts_{1};
};

TEST_P(AnyModelThatWaits, CarriesOutEveryWaitAndCountsIt) {
  const Waiting workload;
  CountingDispenser dispenser(20, 3);
  const RankReport report = run(workload, dispenser);
  EXPECT_EQ(workload.blocked(), 40);
  EXPECT_EQ(report.tally.digest(), FakeWorkload(20).expected().digest()); // index + 2 index + 1
  EXPECT_GT(report.wait, 0);
}

TEST_P(AnyModelThatWaits, CountsNoWaitWhereNoTaskWaits) {
  CountingDispenser dispenser(20, 3);
  EXPECT_EQ(run(FakeWorkload(20), dispenser).wait, 0);
}

TEST_P(AnyModelThatWaits, ReportsAnOperationThatIsRefused) {
  struct Refuse final : Operation {
    void block() override { throw SystemError("open", "x.dat", "permission denied"); }
    bool start(Reactor& /*reactor*/, std::coroutine_handle<> /*task*/) override {
      block();
      return false;
    }
    static int result() { return 0; }
  };
  struct Refused final : Workload {
    std::uint64_t tasks() const override { return 3; }
    std::size_t words_per_task() const override { return 1; }
    Task task(std::uint64_t index, Worker& worker, Tally& tally) const override {
      co_await worker.wait(Refuse());
      tally.record(index, std::array{index});
    }
  };
  CountingDispenser dispenser(3, 1);
  const RankReport report = run(Refused(), dispenser);
  ASSERT_NE(report.failure, nullptr);
  EXPECT_EQ(text_of(report.failure), "cannot open x.dat: permission denied");
  EXPECT_EQ(report.tally.count(), 0);
}

/// Gives some chunks of one task, then fails.
class BreaksLater final : public Dispenser {
 public:
  Chunk next(std::size_t /*worker*/) override {
    const std::uint64_t grab = grabs_++;
    return grab < 10 ? Chunk{grab, grab + 1} : throw SystemError("take", "a chunk", "rank 0 is gone");
  }

 private:
  std::atomic<std::uint64_t> grabs_ = 0;
};

TEST_P(AnyModelThatWaits, EndsWhenTheDispenserFailsWhileTasksWait) {
  BreaksLater dispenser;
  const RankReport report = run(Waiting(), dispenser);
  ASSERT_NE(report.failure, nullptr);
  EXPECT_EQ(text_of(report.failure), "cannot take a chunk: rank 0 is gone");
  EXPECT_LE(report.tally.count(), 10);
}

TEST_P(AnyModelThatWaits, EndsWhenOtherRanksCannotBeServed) {
  struct Unserved final : Dispenser {
    Chunk next(std::size_t worker) override { return worker == 0 ? list.next(0) : Chunk{}; }
    bool needs_polling() const override { return true; }
    void poll() override { throw SystemError("MPI_Iprobe", "", "rank 1 is gone"); }
    CountingDispenser list{20, 3};
  };
  struct Passing final : Workload {
    std::uint64_t tasks() const override { return 20; }
    std::size_t words_per_task() const override { return 1; }
    Task task(std::uint64_t index, Worker& worker, Tally& tally) const override {
      worker.safe_point();
      co_await worker.wait(Tick(ticks, index));
      tally.record(index, std::array{index});
    }
    mutable std::atomic<int> ticks = 0;
  };
  Unserved dispenser;
  const RankReport report = run(Passing(), dispenser);
  ASSERT_NE(report.failure, nullptr);
  EXPECT_EQ(text_of(report.failure), "cannot MPI_Iprobe: rank 1 is gone");
  EXPECT_EQ(report.tally.count(), 0);
}

TEST_P(AnyModelThatWaits, RunsAgainAsItRanBefore) {
  const std::unique_ptr<Model> model = make();
  for (int run = 0; run < 3; ++run) {
    CountingDispenser dispenser(20, 3);
    EXPECT_EQ(model->run(Waiting(), dispenser, Keep::digest).tally.digest(), FakeWorkload(20).expected().digest());
  }
}

} // namespace
} // namespace sweep
