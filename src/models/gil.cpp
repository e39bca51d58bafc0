// Model `gil`: threads on each rank under an emulated interpreter lock. A thread holds it while it runs tasks, gives it
// up at safe points as the policy says, and releases it around waits and in native regions, as extensions do. What
// CPython does, version by version, is in the policies (models/gil).

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "core/affinity.hpp"
#include "core/busy_steps.hpp"
#include "core/errors.hpp"
#include "core/model.hpp"
#include "core/node.hpp"
#include "models/gil/catalogue.hpp"
#include "models/gil_parameters.hpp"
#include "models/gil_worker.hpp"
#include "models/interpreter_pace.hpp"
#include "models/standing_team.hpp"

namespace sweep {
namespace {

constexpr std::size_t trace_room = 1'000'000; // spans of a rank in one repetition: 24 MB

const PolicyDescriptor& policy_of(const Values& values) {
  const PolicyDescriptor* policy = find_policy(values.word("policy"));
  SWEEP_EXPECT(policy != nullptr);
  return *policy;
}

InterpreterRules rules_of(const Values& values, const LoopTimes& loop, double slowdown) {
  const auto threads = static_cast<std::size_t>(values.integer("threads"));
  InterpreterRules rules{.release = values.word("release") == "around_io",
                         .trace_room = values.flag("trace") ? trace_room / threads : 0};
  if (rules.release) {
    rules.release_threshold = static_cast<std::size_t>(values.integer("release_threshold"));
  }
  rules.pace = interpreter_pace(values, loop, slowdown);
  if (rules.pace) {
    rules.call_steps = steps_for(values.real("call_cost"), loop.step);
  }
  return rules;
}

class Gil final : public Model {
 public:
  Gil(const Values& values, const LoopTimes& loop)
      : policy_(policy_of(values)), costs_(policy_.costs(values)), rules_(rules_of(values, loop, costs_.slowdown)),
        pin_(values.word("pin")), places_(usable_part().in_order()), stack_(values.integer("stack")),
        threads_(static_cast<std::size_t>(values.integer("threads"))), values_(values), team_(threads_, stack_) {}

  ~Gil() override { restrict_to(places_); }
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
  PolicyCosts costs_;
  InterpreterRules rules_;
  std::string pin_;
  std::vector<int> places_; ///< The hardware threads that this rank's main thread may use, in order of worker.
  std::int64_t stack_;
  std::size_t threads_;
  Values values_;
  StandingTeam team_;
};

std::unique_ptr<GilWorker> Gil::make_worker(std::size_t index, const Locks& locks, Dispenser& dispenser,
                                            Latencies& latencies) const {
  const std::size_t lock = index % locks.size();
  InterpreterRules rules = rules_;
  rules.message_bytes = lock == 0 ? 0 : costs_.message_bytes; // tasks are at home in the first interpreter
  auto worker =
      std::make_unique<GilWorker>(dispenser, index, *locks[lock],
                                  policy_.exclusive ? static_cast<std::int64_t>(lock) : -1, rules, latencies.handover);
  worker->keep_latencies(latencies.latency);
  return worker;
}

void Gil::pin(std::size_t index) const {
  if (pin_ != "none") {
    restrict_to({places_[pin_ == "spread" ? index % places_.size() : 0]});
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
  report.pace_steps = rules_.pace ? rules_.pace->iteration_steps : 0;
  return report;
}

} // namespace

ModelDescriptor gil_model() {
  return {.name = "gil",
          .summary = "threads on each rank under an interpreter lock as CPython's",
          .parameters = gil_parameters(),
          .make = [](const Values& values, const LoopTimes& loop) -> std::unique_ptr<Model> {
            return std::make_unique<Gil>(values, loop);
          },
          .base_values = base_at_pace,
          .workers = [](const Values& values) { return values.integer("threads"); },
          .processors =
              [](const Values& values) {
                const std::int64_t threads = values.integer("threads");
                const PolicyDescriptor& policy = policy_of(values);
                return policy.exclusive ? std::min(threads, policy.locks(values, threads)) : threads;
              }};
}

} // namespace sweep
