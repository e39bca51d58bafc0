#include "core/worker.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "core/errors.hpp"
#include "core/task.hpp"

namespace sweep {
namespace {

using Log = std::vector<std::string>;

/// Answers with `answer`; notes in `log` when it blocks.
class Ask final : public Operation {
 public:
  Ask(Log& log, int answer) : log_(&log), answer_(std::make_unique<int>(answer)) {}
  void block() override { log_->push_back("block"); }
  bool start(Reactor& /*reactor*/, std::coroutine_handle<> /*task*/) override { return false; }
  std::unique_ptr<int> result() { return std::move(answer_); }

 private:
  Log* log_;
  std::unique_ptr<int> answer_; ///< So that operations which cannot be copied are known to work.
};

class Refuse final : public Operation {
 public:
  void block() override { throw SystemError("read", "x", "gone"); }
  bool start(Reactor& /*reactor*/, std::coroutine_handle<> /*task*/) override { return false; }
  static int result() { return 0; }
};

/// As a model that blocks; waits count one second each.
class BlockingModel final : public Worker {
 private:
  bool suspend_for(Operation& operation, std::coroutine_handle<> /*task*/) override {
    operation.block();
    add_wait(1);
    return false;
  }
};

/// As a model that overlaps waits: the task stays suspended until somebody resumes it.
class SuspendingModel final : public Worker {
 public:
  Operation* operation = nullptr;
  std::coroutine_handle<> task;

 private:
  bool suspend_for(Operation& asked, std::coroutine_handle<> suspended) override {
    operation = &asked;
    task = suspended;
    return true;
  }
};

/// Notes in `log` what it is told.
class Noting final : public Worker {
 public:
  explicit Noting(Log& log) : log_(log) {}
  void want(bool wanted) { want_attention(wanted); }
  static constexpr std::size_t few = 2048;

 private:
  bool suspend_for(Operation& /*operation*/, std::coroutine_handle<> /*task*/) override { return false; }
  void attend() override { log_.push_back("attend"); }
  void enter_interpreter() override { log_.push_back("enter"); }
  bool leave_interpreter(std::size_t bytes) override {
    if (bytes < few) {
      return false;
    }
    log_.push_back("leave");
    return true;
  }

  Log& log_;
};

Task ask_twice(Worker& worker, Log& log) {
  const std::unique_ptr<int> first = co_await worker.wait(Ask(log, 1));
  log.push_back("got " + std::to_string(*first));
  log.push_back("got " + std::to_string(*co_await worker.wait(Ask(log, 2))));
}

TEST(Wait, GoesOnAtOnceWhenTheWorkerBlocks) {
  Log log;
  BlockingModel worker;
  Task task = ask_twice(worker, log);
  task.resume();
  EXPECT_TRUE(task.done());
  task.rethrow_failure();
  EXPECT_EQ(log, (Log{"block", "got 1", "block", "got 2"}));
  EXPECT_EQ(worker.waited(), 2);
}

TEST(Wait, GoesOnWhenResumedWhereTheWorkerSuspends) {
  Log log;
  SuspendingModel worker;
  Task task = ask_twice(worker, log);
  task.resume();
  EXPECT_FALSE(task.done());
  EXPECT_EQ(log, Log{});
  worker.operation->block();
  worker.task.resume();
  EXPECT_FALSE(task.done());
  EXPECT_EQ(log, (Log{"block", "got 1"}));
  worker.task.resume();
  EXPECT_TRUE(task.done());
  task.rethrow_failure();
  EXPECT_EQ(log, (Log{"block", "got 1", "got 2"}));
}

Task survive_a_refusal(Worker& worker, Log& log) {
  try {
    co_await worker.wait(Refuse());
    log.push_back("not refused");
  } catch (const SystemError& error) {
    log.push_back(error.what());
  }
}

TEST(Wait, ThrowsTheOperationsErrorInsideTheTask) {
  Log log;
  BlockingModel worker;
  Task task = survive_a_refusal(worker, log);
  task.resume();
  EXPECT_TRUE(task.done());
  EXPECT_EQ(log, Log{"cannot read x: gone"});
}

TEST(NoteLatency, GoesWhereItIsKeptAndNowhereBefore) {
  BlockingModel worker;
  worker.note_latency(1);
  Histogram latencies;
  worker.keep_latencies(latencies);
  worker.note_latency(0.25);
  worker.note_latency(0.5);
  EXPECT_EQ(latencies.count(), 2);
  EXPECT_DOUBLE_EQ(latencies.max(), 0.5);
}

TEST(SafePoint, CallsForAttentionOnlyWhileItIsWanted) {
  Log log;
  Noting worker(log);
  worker.safe_point();
  EXPECT_EQ(log, Log{});
  worker.want(true);
  worker.safe_point();
  worker.safe_point();
  EXPECT_EQ(log, (Log{"attend", "attend"}));
  worker.want(false);
  worker.safe_point();
  EXPECT_EQ(log.size(), 2);
}

TEST(SafePoint, AfterALoopIsAsAnyOtherUnlessThePaceIsKept) {
  Log log;
  Noting worker(log);
  worker.safe_point(7);
  EXPECT_EQ(log, Log{});
  worker.want(true);
  worker.safe_point(7);
  EXPECT_EQ(log, Log{"attend"});
  worker.want_pace({});
  worker.safe_point(7);
  EXPECT_EQ(log, Log(1 + 7, "attend")) << "an interpreter has one an iteration";
}

TEST(Native, EntersOnlyWhatItLeft) {
  Log log;
  Noting worker(log);
  { const auto kept = worker.native(Noting::few - 1); }
  EXPECT_EQ(log, Log{});
  { const auto released = worker.native(Noting::few); }
  EXPECT_EQ(log, (Log{"leave", "enter"}));
}

TEST(Native, LeavesTheInterpreterForTheLengthOfItsScope) {
  Log log;
  Noting worker(log);
  {
    const auto released = worker.native();
    log.push_back("work");
  }
  log.push_back("after");
  EXPECT_EQ(log, (Log{"leave", "work", "enter", "after"}));
}

TEST(Native, EntersTheInterpreterAgainWhenTheScopeIsLeftByAnException) {
  Log log;
  Noting worker(log);
  try {
    const auto released = worker.native();
    throw SystemError("read", "x", "gone");
  } catch (const SystemError&) {
    log.push_back("caught");
  }
  EXPECT_EQ(log, (Log{"leave", "enter", "caught"}));
}

} // namespace
} // namespace sweep
