// Model `threads` with team = "posix": threads that are started and ended within the time.

#include <gtest/gtest.h>

#include <climits>

#include "core/errors.hpp"
#include "core/sleep.hpp"
#include "coroutine_workload.hpp"
#include "fake_dispenser.hpp"
#include "fake_workload.hpp"
#include "models/catalogue.hpp"

namespace sweep {
namespace {

constexpr std::int64_t small_stack = std::int64_t{256} << 10U;

std::unique_ptr<Model> make_posix_threads(std::int64_t threads, std::int64_t stack) {
  Values values;
  values.set("threads", threads);
  values.set("team", std::string("posix"));
  values.set("stack", stack);
  return find_model("threads")->make(values, {});
}

RankReport run_tasks(std::int64_t threads, std::int64_t stack, const Workload& workload) {
  CountingDispenser dispenser(workload.tasks(), 1);
  return make_posix_threads(threads, stack)->run(workload, dispenser, Keep::digest);
}

TEST(PosixThreads, EndNoEarlierThanTheLastOfThemIsGone) {
  static std::atomic<Instant> last_gone;
  struct NotesItsEnd {
    ~NotesItsEnd() {
      const Instant time = now();
      for (Instant seen = last_gone; seen < time && !last_gone.compare_exchange_weak(seen, time);) {
      }
    }
  };
  last_gone = 0;
  std::vector<std::vector<Chunk>> lists; // a task for each: no thread ends without one
  for (std::uint64_t worker = 0; worker < 8; ++worker) {
    lists.push_back({{.first = worker, .last = worker + 1}});
  }
  ListDispenser dispenser(lists);
  const std::thread::id main_thread = std::this_thread::get_id();
  const FakeWorkload workload(8, [&](std::uint64_t, Worker&) {
    if (std::this_thread::get_id() != main_thread) {
      static thread_local const NotesItsEnd own; // destroyed when the thread has run all there is to run
      static_cast<void>(own);
    }
  });
  const RankReport report = make_posix_threads(8, small_stack)->run(workload, dispenser, Keep::digest);
  EXPECT_GT(last_gone, 0);
  EXPECT_GE(report.end, last_gone);
}

TEST(PosixThreads, AreNotStartedBeforeTheStart) {
  const Instant start = now() + 2'000'000;
  std::atomic<bool> early = false;
  const FakeWorkload workload(8, [&](std::uint64_t, Worker&) { early = early || now() < start; });
  CountingDispenser dispenser(8, 1);
  const RankReport report = make_posix_threads(4, small_stack)->run(workload, dispenser, Keep::digest, start);
  EXPECT_FALSE(early);
  EXPECT_GT(report.end, start);
}

TEST(PosixThreads, ReportTheStacksOfAllButTheMainThread) {
  EXPECT_EQ(run_tasks(5, small_stack, FakeWorkload(5)).stack_bytes, 4 * small_stack);
  EXPECT_EQ(run_tasks(1, small_stack, FakeWorkload(5)).stack_bytes, 0);
}

TEST(PosixThreads, RaiseAStackThatIsTooSmall) {
  const RankReport report = run_tasks(3, 1, FakeWorkload(30));
  EXPECT_EQ(report.failure, nullptr);
  EXPECT_EQ(report.stack_bytes, 2 * static_cast<std::int64_t>(PTHREAD_STACK_MIN));
}

TEST(PosixThreads, WaitInHundredsAtOnce) {
  const CoroutineWorkload workload(1000, [](std::uint64_t index, Worker& worker, Tally& tally) -> Task {
    worker.note_latency(co_await worker.wait(Sleep(0.001)));
    tally.record(index, std::array{index});
  });
  const RankReport report = run_tasks(500, small_stack, workload);
  EXPECT_EQ(report.failure, nullptr);
  EXPECT_EQ(report.tally.count(), 1000);
  EXPECT_EQ(report.latencies->latency.count(), 1000);
}

TEST(PosixThreads, AreAFailureOfTheCaseWhenOneCannotBeStarted) {
  constexpr std::int64_t larger_than_any_address_space = std::int64_t{1} << 48U;
  const RankReport report = run_tasks(3, larger_than_any_address_space, FakeWorkload(30));
  ASSERT_NE(report.failure, nullptr);
  EXPECT_THROW(std::rethrow_exception(report.failure), SystemError);
}

} // namespace
} // namespace sweep
