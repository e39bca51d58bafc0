// campaign/gather_locks.hpp through campaign/ensemble.hpp and campaign/conduct.hpp: what a model tells of interpreter
// locks comes to the file.

#include "campaign/gather_locks.hpp"

#include <algorithm>
#include <stdexcept>

#include <gtest/gtest.h>

#include "../comm/world.hpp"
#include "conducted.hpp"
#include "models/catalogue.hpp"
#include "scripted_workload.hpp"

namespace sweep {
namespace {

using test::Outcome;
using test::right_answer;
using test::scripted;
using test::world;

using test::task_count;
constexpr std::int64_t threads = 2;
constexpr std::size_t locked_case = 1; // the base stands first
constexpr Instant first_span = 1000;   // after the start
constexpr Instant second_span = 4000;

/// Which has nothing to tell; -1: all have.
int& silent_rank() {
  static int rank = -1;
  return rank;
}

LockUse use_of(std::int64_t rank, std::int64_t thread) {
  return {.thread = thread,
          .lock = thread % 2,
          .held_s = 1.0 + static_cast<double>(rank),
          .waiting_s = 0.5,
          .released_s = 0.25,
          .device_s = 0.125,
          .requested_drops = 10 * rank + thread,
          .voluntary_drops = 2,
          .switches = 3,
          .forced_waits = 4,
          .timed_out_waits = 5};
}

/// Model `threads`, with what the test says of locks.
class Locked final : public Model {
 public:
  explicit Locked(const Values& values) : threads_(find_model("threads")->make(values, {})) {}

  std::size_t workers() const override { return threads_->workers(); }

  RankReport run(const TaskSet& work, Dispenser& dispenser, Keep keep, Instant start) override {
    const Instant began = start == 0 ? now() : start; // of a stage, whose start is over
    RankReport report = threads_->run(work, dispenser, keep, start);
    Latencies latencies = *report.latencies;
    latencies.handover.add(5e-6);
    report.latencies = std::make_shared<Latencies>(latencies);
    if (world().rank() == silent_rank()) {
      return report;
    }
    LockReport locks{.threads = {}, .trace = {}, .untraced = 7};
    for (std::int32_t thread = 0; thread < threads; ++thread) {
      locks.threads.push_back(use_of(world().rank(), thread));
      locks.trace.push_back({thread, LockState::waiting, began + first_span, began + second_span});
      locks.trace.push_back({thread, LockState::held, began + second_span, began + second_span + 1 + thread});
    }
    report.locks = std::make_shared<LockReport>(locks);
    return report;
  }

 private:
  std::unique_ptr<Model> threads_;
};

const ModelDescriptor& locked() {
  static const ModelDescriptor descriptor = [] {
    ModelDescriptor threads_model = *find_model("threads");
    threads_model.make = [](const Values& values, const LoopTimes&) -> std::unique_ptr<Model> {
      return std::make_unique<Locked>(values);
    };
    return threads_model;
  }();
  return descriptor;
}

void use_locks(Plan& plan) {
  ASSERT_EQ(plan.cases.size(), locked_case + 1);
  plan.cases[locked_case].model = &locked();
}

/// On all ranks: the serial base, and two threads a rank.
Campaign campaign(const WorkloadDescriptor& workload) {
  return test::quick(
      workload,
      {{"model", {"threads"}}, {"threads", {threads}}, {"schedule", {"static"}}, {"chunk", {std::int64_t{1}}}});
}

/// Collective: on rank 0 calls `check` with what one repetition of the case with locks gave.
template <typename Check>
void measure_locked(const WorkloadDescriptor& workload, std::int64_t repetition, const Check& check) {
  const Launch launch = survey(world());
  Plan plan = expand(campaign(workload), launch);
  use_locks(plan);
  Ensemble ensemble(world(), launch, plan, InstructionSet::portable, 0);
  if (world().rank() != 0) {
    ensemble.serve();
    return;
  }
  check(ensemble.command({.case_index = locked_case, .repetition = repetition, .order = 0, .keep = Keep::digest}));
  ensemble.dismiss();
}

void expect_uses(std::span<const LockSample> locks, std::int64_t repetition, double stages) {
  ASSERT_EQ(locks.size(), static_cast<std::size_t>(world().size() * threads));
  for (std::size_t i = 0; i < locks.size(); ++i) {
    const auto rank = static_cast<std::int64_t>(i) / threads;
    const auto thread = static_cast<std::int64_t>(i) % threads;
    const LockUse expected = use_of(rank, thread);
    EXPECT_EQ(locks[i].case_index, static_cast<std::int64_t>(locked_case));
    EXPECT_EQ(locks[i].repetition, repetition);
    EXPECT_EQ(locks[i].rank, rank);
    EXPECT_EQ(locks[i].use.thread, thread);
    EXPECT_EQ(locks[i].use.lock, expected.lock);
    EXPECT_EQ(locks[i].use.held_s, stages * expected.held_s);
    EXPECT_EQ(locks[i].use.device_s, stages * expected.device_s);
    EXPECT_EQ(locks[i].use.requested_drops, static_cast<std::int64_t>(stages) * expected.requested_drops);
    EXPECT_EQ(locks[i].use.timed_out_waits, static_cast<std::int64_t>(stages) * expected.timed_out_waits);
  }
}

TEST(Locks, OfEveryTimedRepetitionAreInTheFile) {
  const WorkloadDescriptor workload = scripted(task_count, right_answer);
  const auto check = [](const Outcome& outcome) {
    EXPECT_EQ(outcome.ending, Ending::complete);
    const auto each = static_cast<std::size_t>(world().size() * threads);
    ASSERT_EQ(outcome.file.locks.size(), 3 * each);
    for (std::size_t repetition = 0; repetition < 3; ++repetition) {
      expect_uses(std::span(outcome.file.locks).subspan(repetition * each, each), static_cast<std::int64_t>(repetition),
                  1);
    }
    ASSERT_EQ(outcome.file.latencies.size(), 1);
    EXPECT_EQ(outcome.file.latencies.at(locked_case).handover.count(), static_cast<std::uint64_t>(3 * world().size()));
  };
  test::run(campaign(workload), check, 0, use_locks);
}

TEST(Locks, HaveATraceOfTheFirstTimedRepetitionInSecondsFromItsStart) {
  const WorkloadDescriptor workload = scripted(task_count, right_answer);
  const auto check = [](const Outcome& outcome) {
    ASSERT_EQ(outcome.file.traces.size(), 1);
    const TraceRecord& trace = outcome.file.traces.at(locked_case);
    EXPECT_EQ(trace.untraced, 7 * world().size());
    ASSERT_EQ(trace.spans.size(), static_cast<std::size_t>(world().size() * threads * 2));
    for (std::size_t i = 0; i < trace.spans.size(); ++i) {
      const TraceSpan& span = trace.spans[i];
      const auto thread = static_cast<std::int64_t>(i) / 2 % threads;
      EXPECT_EQ(span.rank, static_cast<std::int64_t>(i) / 2 / threads);
      EXPECT_EQ(span.thread, thread);
      EXPECT_EQ(span.state, i % 2 == 0 ? LockState::waiting : LockState::held);
      EXPECT_EQ(span.begin_s, seconds_between(0, i % 2 == 0 ? first_span : second_span));
      EXPECT_EQ(span.end_s, seconds_between(0, second_span + (i % 2 == 0 ? 0 : 1 + thread)));
    }
  };
  test::run(campaign(workload), check, 0, use_locks);
}

TEST(Locks, OfWhatIsNotTimedAreNotGathered) {
  const WorkloadDescriptor workload = scripted(task_count, right_answer);
  measure_locked(workload, -1, [](const Measurement& found) {
    EXPECT_EQ(found.failure, "");
    EXPECT_TRUE(found.locks.empty());
    EXPECT_TRUE(found.trace.spans.empty());
  });
  measure_locked(workload, 2, [](const Measurement& found) {
    expect_uses(found.locks, 2, 1);
    EXPECT_TRUE(found.trace.spans.empty());
    EXPECT_EQ(found.trace.untraced, 0);
  });
}

TEST(Locks, MayBeToldByOtherRanksOnly) {
  const WorkloadDescriptor workload = scripted(task_count, [](std::uint64_t index) {
    if (world().rank() == silent_rank()) {
      throw std::runtime_error("no luck");
    }
    return right_answer(index);
  });
  for (silent_rank() = 0; silent_rank() < world().size(); ++silent_rank()) {
    measure_locked(workload, 0, [](const Measurement& found) {
      EXPECT_NE(found.failure.find("no luck"), std::string::npos) << found.failure;
      EXPECT_EQ(found.locks.size(), static_cast<std::size_t>((world().size() - 1) * threads));
      EXPECT_FALSE(std::ranges::any_of(found.locks, [](const LockSample& each) { return each.rank == silent_rank(); }));
      EXPECT_EQ(found.trace.spans.size(), 2 * found.locks.size());
    });
  }
  silent_rank() = -1;
}

/// Two stages of right answers.
class TwoStages final : public Workload {
 public:
  std::uint64_t tasks() const override { return test::task_count; }
  std::size_t words_per_task() const override { return 1; }
  Task task(std::uint64_t index, Worker&, Tally& tally) const override {
    const std::uint64_t word = right_answer(index);
    tally.record(index, {&word, 1});
    co_return;
  }
  std::unique_ptr<Repetition> begin(const Surroundings&) override { return std::make_unique<Twice>(*this); }

 private:
  class Twice final : public Repetition {
   public:
    explicit Twice(Stage& stage) : stage_(stage) {}
    Stage* next() override { return given_++ < 2 ? &stage_ : nullptr; }

   private:
    Stage& stage_;
    int given_ = 0;
  };
};

TEST(Locks, OfStagesAreAddedUpAndTheirSpansFollowEachOther) {
  WorkloadDescriptor workload = scripted(task_count, right_answer);
  workload.make = [](const WorkloadContext&) -> std::unique_ptr<Workload> { return std::make_unique<TwoStages>(); };
  measure_locked(workload, 0, [](const Measurement& found) {
    EXPECT_EQ(found.failure, "");
    expect_uses(found.locks, 0, 2);
    ASSERT_EQ(found.trace.spans.size(), 4 * found.locks.size());
    EXPECT_EQ(found.trace.untraced, 2 * 7 * world().size());
    for (std::size_t i = 1; i < found.trace.spans.size(); ++i) {
      const TraceSpan& before = found.trace.spans[i - 1];
      const TraceSpan& span = found.trace.spans[i];
      const bool same = i % 4 != 0; // a thread has two spans in each of two stages
      EXPECT_EQ(before.rank == span.rank && before.thread == span.thread, same);
      EXPECT_TRUE(!same || before.end_s <= span.begin_s) << before.end_s << " " << span.begin_s;
    }
  });
}

} // namespace
} // namespace sweep
