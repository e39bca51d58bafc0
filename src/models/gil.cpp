// Model `gil`: threads on each rank under an emulated interpreter lock. A thread holds it while it runs tasks, gives it
// up at safe points as the policy says, and releases it around waits and in native regions, as extensions do. What
// CPython does, version by version, is in the policies (models/gil).

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include "core/busy_steps.hpp"
#include "core/errors.hpp"
#include "core/model.hpp"
#include "core/process.hpp"
#include "models/gil/policy.hpp"
#include "models/gil_parameters.hpp"
#include "models/gil_worker.hpp"
#include "models/standing_team.hpp"

namespace sweep {
namespace {

constexpr std::size_t trace_room = 1'000'000; // spans of a rank in one repetition: 24 MB

const PolicyDescriptor& policy_of(const Values& values) {
  const PolicyDescriptor* policy = find_policy(values.word("policy"));
  SWEEP_EXPECT(policy != nullptr);
  return *policy;
}

std::uint64_t steps_for(Seconds duration, Seconds step) {
  return static_cast<std::uint64_t>(std::llround(std::max(0.0, duration) / step));
}

/// The pace is calibrated here, on this core and now.
InterpreterRules rules_of(const Values& values) {
  const auto threads = static_cast<std::size_t>(values.integer("threads"));
  InterpreterRules rules{.release = values.word("release") == "around_io",
                         .release_threshold = static_cast<std::size_t>(values.integer("release_threshold")),
                         .trace_room = values.flag("trace") ? trace_room / threads : 0};
  if (values.word("pace") == "cpython") {
    const LoopTimes times = loop_times();
    const double slowdown = values.word("policy") == "free_threaded" ? values.real("slowdown") : 1;
    const Seconds iteration = values.real("iteration_cost") * slowdown - times.round;
    rules.pace = Pace{std::max<std::uint64_t>(1, steps_for(iteration, times.step)), slowdown};
    rules.call_steps = steps_for(values.real("call_cost"), times.step);
  }
  return rules;
}

class Gil final : public Model {
 public:
  explicit Gil(const Values& values)
      : policy_(policy_of(values)), rules_(rules_of(values)), pin_(values.word("pin")), cores_(allowed_cores()),
        message_(values.word("policy") == "per_interpreter" ? static_cast<std::size_t>(values.integer("message")) : 0),
        stack_(values.integer("stack")), threads_(static_cast<std::size_t>(values.integer("threads"))), values_(values),
        team_(threads_, stack_) {}

  ~Gil() override { restrict_to_cores(cores_); }
  Gil(const Gil&) = delete;
  Gil& operator=(const Gil&) = delete;

  std::size_t workers() const override { return threads_; }

  RankReport run(const TaskSet& work, Dispenser& dispenser, Keep keep, Instant start) override;

 private:
  using Locks = std::vector<std::unique_ptr<InterpreterLock>>;

  std::unique_ptr<GilWorker> make_worker(std::size_t index, const Locks& locks, Dispenser& dispenser,
                                         Latencies& latencies) const;
  void pin(std::size_t index) const;

  const PolicyDescriptor& policy_;
  InterpreterRules rules_;
  std::string pin_;
  std::vector<int> cores_; ///< That this rank's main thread may use.
  std::size_t message_;
  std::int64_t stack_;
  std::size_t threads_;
  Values values_;
  StandingTeam team_;
};

std::unique_ptr<GilWorker> Gil::make_worker(std::size_t index, const Locks& locks, Dispenser& dispenser,
                                            Latencies& latencies) const {
  const std::size_t lock = index % locks.size();
  InterpreterRules rules = rules_;
  rules.message_bytes = lock == 0 ? 0 : message_; // tasks are at home in the first interpreter
  auto worker =
      std::make_unique<GilWorker>(dispenser, index, *locks[lock],
                                  policy_.exclusive ? static_cast<std::int64_t>(lock) : -1, rules, latencies.handover);
  worker->keep_latencies(latencies.latency);
  return worker;
}

void Gil::pin(std::size_t index) const {
  if (pin_ != "none") {
    restrict_to_cores({cores_[pin_ == "spread" ? index % cores_.size() : 0]});
  }
}

LockReport report_of(const std::vector<std::unique_ptr<GilWorker>>& workers) {
  LockReport report;
  for (const auto& worker : workers) {
    report.threads.push_back(worker->use());
    const std::vector<LockSpan>& trace = worker->times().trace();
    report.trace.insert(report.trace.end(), trace.begin(), trace.end());
    report.untraced += worker->times().untraced();
  }
  return report;
}

/// The workers outlive all use of the locks, which know their thread states.
RankReport Gil::run(const TaskSet& work, Dispenser& dispenser, Keep keep, Instant start) {
  const auto latencies = std::make_shared<Latencies>();
  const Locks locks = policy_.make(values_, threads_, posix_platform());
  std::vector<std::unique_ptr<GilWorker>> workers;
  for (std::size_t index = 0; index < threads_; ++index) {
    workers.push_back(make_worker(index, locks, dispenser, *latencies));
  }
  std::vector<RankReport> reports(threads_, RankReport{.tally = Tally(work.words_per_task(), keep)});
  std::atomic<bool> stop = false;
  team_.run([&](std::size_t index) {
    pin(index);
    reports[index] = workers[index]->run(work, keep, start, stop);
    reports[index].lock = workers[index]->use().waiting_s;
  });
  RankReport report = merge(reports);
  report.latencies = latencies;
  report.locks = std::make_shared<LockReport>(report_of(workers));
  report.stack_bytes = static_cast<std::int64_t>(threads_ - 1) * stack_bytes(stack_);
  return report;
}

/// No worker does more than its share; and what holds a lock is done one after the other, a lock. An extension that
/// never releases holds it while it waits, too.
Seconds bound(const Values& values, const Load& load) {
  const auto threads = static_cast<double>(values.integer("threads"));
  const Seconds each = std::ceil(load.tasks / threads) * (load.wait + load.processor);
  if (!policy_of(values).exclusive) {
    return each;
  }
  const auto asked = values.word("policy") == "per_interpreter" ? values.integer("interpreters") : 1;
  const double locks = asked == 0 ? threads : std::min(static_cast<double>(asked), threads);
  const bool releases = values.word("release") == "around_io";
  const Seconds locked = releases ? load.processor - load.native : load.wait + load.processor;
  return std::max(each, load.tasks / locks * locked);
}

} // namespace

ModelDescriptor gil_model() {
  return {.name = "gil",
          .summary = "threads on each rank under an interpreter lock as CPython's",
          .parameters = gil_parameters(),
          .make = [](const Values& values) -> std::unique_ptr<Model> { return std::make_unique<Gil>(values); },
          .bound = bound,
          .settle = settle_gil_values};
}

} // namespace sweep
