// Workload `race`: the workers of a rank increment one counter, in one of the forms of workloads/counters/. How many
// updates get lost without a lock, and what each way not to lose any costs an increment. Other ranks, and the worker
// processes of a pool, have counters of their own: nothing is shared there, and nothing lost.

#include <unistd.h>

#include <array>
#include <string>

#include "comm/communicator.hpp"
#include "core/errors.hpp"
#include "core/one_stage.hpp"
#include "core/workload.hpp"
#include "workloads/counters/catalogue.hpp"
#include "workloads/counters/ledger.hpp"
#include "workloads/index_oracle.hpp"
#include "workloads/task_measures.hpp"

namespace sweep {
namespace {

const CounterDescriptor& form_of(const WorkloadContext& context) {
  return *find_counter(context.values.word("form"));
}

enum Measured : std::size_t { lost, trial, increment };

/// One stage is one trial.
class Race final : public Workload {
 public:
  explicit Race(const WorkloadContext& context)
      : form_(form_of(context)), tasks_(static_cast<std::uint64_t>(context.values.integer("tasks"))),
        increments_(static_cast<std::uint64_t>(context.values.integer("increments"))),
        trials_(context.values.integer("trials")), fuzz_(context.values.real("fuzz")), seed_(context.seed) {}

  std::uint64_t tasks() const override { return tasks_; }
  std::size_t words_per_task() const override { return 1; }

  std::unique_ptr<Repetition> begin(const Surroundings& surroundings) override {
    trial_ = 0;
    return std::make_unique<Trials>(*this, surroundings.ranks);
  }

  Task task(std::uint64_t index, Worker& worker, Tally& tally) const override {
    Between between(worker, fuzz_, SplitMix::mix(seed_ ^ SplitMix::mix(index)));
    const Instant begin = now();
    counter_->increment(increments_, between);
    measured_.add(std::array{seconds_between(begin, now()) / static_cast<double>(increments_)});
    ledger_.add_made(increments_);
    if (getpid() != home_) { // where close() cannot see the counter
      ledger_.note(counter_->value());
    }
    tally.record(index, std::array{index});
    co_return;
  }

  StageReport close() override {
    const std::uint64_t made = ledger_.made();
    const std::uint64_t counted = counter_->value() + ledger_.counted();
    lost_ = made - counted;
    StageReport report;
    report.measures[lost] = static_cast<double>(lost_);
    if (lost_ > 0) {
      report.measures[trial] = static_cast<double>(trial_);
      report.wrong = std::to_string(lost_) + " of " + std::to_string(made) + " updates were lost";
    }
    report.measures[increment] = measured_.medians()[0];
    return report;
  }

 private:
  /// Trial after trial, until an update is lost on any rank.
  class Trials final : public Repetition {
   public:
    Trials(Race& race, const Communicator& ranks) : race_(race), ranks_(ranks) {}

    Stage* next() override {
      const bool goes_on =
          race_.trial_ == 0 || (race_.trial_ < race_.trials_ && ranks_.max(race_.lost_ > 0 ? 1 : 0) == 0);
      return goes_on ? race_.begin_trial() : nullptr;
    }

   private:
    Race& race_;
    const Communicator& ranks_;
  };

  Stage* begin_trial() {
    ++trial_;
    lost_ = 0;
    counter_ = form_.make();
    ledger_.clear();
    measured_.clear();
    home_ = getpid();
    return this;
  }

  const CounterDescriptor& form_;
  std::uint64_t tasks_;
  std::uint64_t increments_;
  std::int64_t trials_; ///< At most.
  Seconds fuzz_;
  std::uint64_t seed_;
  pid_t home_ = getpid(); ///< The rank, not a worker process of it.
  std::int64_t trial_ = 0;
  std::uint64_t lost_ = 0;
  std::unique_ptr<Counter> counter_;
  mutable Ledger ledger_;
  mutable TaskMeasures measured_{1};
};

void refuse_case(const WorkloadContext& context, const Arrangement& arrangement) {
  if (form_of(context).openmp && !arrangement.openmp) {
    throw UsageError("form " + form_of(context).name + " needs OpenMP's own threads", "",
                     "take model serial or threads, or another form");
  }
}

constexpr Seconds nominal = 10e-9; // an increment that shares a cache line with another core

std::vector<Parameter> parameters() {
  return {{"tasks", Kind::integer, std::int64_t{100}, 1, 1e9, {}, "tasks, which increment one after the other"},
          {.name = "form",
           .kind = Kind::word,
           .initial = "lost",
           .choices = names_of(counters()),
           .help = "how the counter is incremented",
           .chooses = true},
          {"increments", Kind::integer, std::int64_t{100'000}, 1, 1e12, {}, "increments a task"},
          {"fuzz",
           Kind::duration,
           0.0,
           0,
           1,
           {},
           "a delay between reading and writing the counter, at one of 64 increments, drawn from the seed"},
          {"trials",
           Kind::integer,
           std::int64_t{1},
           1,
           1e9,
           {},
           "times that a repetition counts anew, until an update is lost: passed 1,000 times, failed at the 1,001st"}};
}

} // namespace

WorkloadDescriptor race_workload() {
  return {
      .name = "race",
      .summary = "increments of one counter by all workers of a rank: lost updates, and what not losing any costs",
      .parameters = parameters(),
      .make = [](const WorkloadContext& context) -> std::unique_ptr<Workload> {
        return std::make_unique<Race>(context);
      },
      .measures = {{"lost", "1", "increments that were lost", MeasureRule::sum},
                   {"trial", "1", "the trial that lost the first; none where no update was lost", MeasureRule::most},
                   {"increment_s", "s", "an increment of one worker, the median of a rank's tasks", MeasureRule::most}},
      .base = {.oracle = index_oracle},
      .rules = {.refuse_case = refuse_case,
                .may_differ = [](const WorkloadContext& context) { return form_of(context).loses; }},
      .cost =
          [](const WorkloadContext& context) {
            return Cost{.processor = nominal * static_cast<double>(context.values.integer("increments") *
                                                                   context.values.integer("trials"))};
          }};
}

} // namespace sweep
