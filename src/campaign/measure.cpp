#include "campaign/measure.hpp"

#include <algorithm>

#include "campaign/gather.hpp"
#include "campaign/gather_locks.hpp"
#include "campaign/timed_run.hpp"
#include "core/errors.hpp"
#include "core/oracle.hpp"
#include "core/process.hpp"

namespace sweep {
namespace {

/// Adds a stage to what came before it in the repetition: its times follow, its memory is the most of both.
void append(Sample& sample, const Sample& stage, Seconds before) {
  sample.wall_s = before + stage.wall_s;
  sample.cpu_s += stage.cpu_s;
  sample.wait_s += stage.wait_s;
  sample.lock_s += stage.lock_s;
  sample.dispatch_s += stage.dispatch_s;
  sample.tasks += stage.tasks;
  sample.rss_bytes = stage.rss_bytes;
  sample.peak_rss_bytes = std::max(sample.peak_rss_bytes, stage.peak_rss_bytes);
  sample.rss_growth_bytes = std::max(sample.rss_growth_bytes, stage.rss_growth_bytes);
  sample.stack_bytes = std::max(sample.stack_bytes, stage.stack_bytes);
  sample.voluntary_switches += stage.voluntary_switches;
  sample.involuntary_switches += stage.involuntary_switches;
}

/// One repetition, on one rank. Its ranks do the same things in the same order: after everything that may fail on one
/// of them they agree on whether to go on.
class Repetition {
 public:
  Repetition(const Case& measured, const Team& team, const Order& order)
      : measured_(measured), team_(team), order_(order) {}

  Measurement run(const std::function<Workload&()>& workload) {
    if (all_well([&] { make_ready(workload()); })) {
      work_->stages().empty() || order_.oracle ? run_whole() : run_stages();
    }
    return std::move(measurement_);
  }

 private:
  void make_ready(Workload& workload);
  void run_whole();
  void run_stages();
  void run_stage(Staging& staging, std::size_t index);
  bool run_tasks(const TaskSet& tasks, Stage* stage);
  void add(const std::vector<RankResult>& results, const Stage* stage);
  void add_rows(Rows rows);

  /// Collective: whether `attempt` threw on no rank. Rank 0 notes the first failure.
  template <typename Attempt>
  bool all_well(Attempt attempt) {
    std::exception_ptr failure;
    try {
      attempt();
    } catch (...) {
      failure = std::current_exception();
    }
    return nobody_failed(failure);
  }
  bool nobody_failed(const std::exception_ptr& failure);

  /// Collective: whether rank 0 knows of no failure.
  bool going_on() const { return team_.ranks().broadcast(std::int64_t{measurement_.failure.empty()}) == 1; }
  void make_handout();

  const Case& measured_;
  const Team& team_;
  const Order& order_;
  Measurement measurement_;
  bool stages_differ_ = false; ///< On rank 0.
  Workload* work_ = nullptr;
  std::uint64_t tasks_ = 0;
  std::int64_t rss_before_ = 0;
  std::unique_ptr<Model> model_;
  std::unique_ptr<Handout> handout_;
};

bool Repetition::nobody_failed(const std::exception_ptr& failure) {
  const bool all_well = team_.ranks().min(failure ? 0 : 1) == 1;
  if (!all_well) {
    const std::string first = first_failure(team_, text_of(failure));
    measurement_.failure = measurement_.failure.empty() ? first : measurement_.failure;
  }
  return all_well;
}

void Repetition::make_ready(Workload& workload) {
  work_ = &workload;
  tasks_ = order_.oracle ? workload.tasks() : static_cast<std::uint64_t>(measured_.record.tasks);
  reset_peak_resident_bytes();
  rss_before_ = resident_bytes();
  model_ = measured_.model->make(measured_.model_values);
  SWEEP_ENSURE(model_->workers() == static_cast<std::size_t>(measured_.record.threads));
}

void Repetition::make_handout() {
  handout_ = measured_.schedule->make(team_, {.tasks = tasks_,
                                              .chunk = static_cast<std::uint64_t>(measured_.record.chunk),
                                              .workers_per_rank = model_->workers()});
}

void Repetition::run_whole() {
  if (order_.oracle) {
    run_tasks(Oracle(*work_), nullptr);
  } else {
    run_tasks(*work_, nullptr);
  }
}

void Repetition::run_stages() {
  std::unique_ptr<Staging> staging;
  if (all_well([&] { staging = work_->begin(team_.ranks(), tasks_); })) {
    for (std::size_t index = 0; index < work_->stages().size() && going_on(); ++index) {
      run_stage(*staging, index);
    }
  }
  team_.ranks().barrier(); // nobody clears up what others still use
}

void Repetition::run_stage(Staging& staging, std::size_t index) {
  std::unique_ptr<Stage> stage;
  if (all_well([&] { stage = staging.stage(index); }) && run_tasks(*stage, stage.get()) && going_on()) {
    all_well([&] { stage->check(); });
  }
}

/// Collective: whether all went well. On a start of its own.
bool Repetition::run_tasks(const TaskSet& tasks, Stage* stage) {
  if (!all_well([&] { make_handout(); })) {
    return false;
  }
  const TimedRun run = run_timed(*model_, tasks, stage, *handout_, team_, order_, rss_before_);
  gather_locks(team_, order_, run, measurement_);
  add(gather_results(team_, {.sample = run.sample,
                             .phases = run.phases,
                             .digest = run.report.tally.digest(),
                             .latencies = *run.report.latencies}),
      stage);
  if (!nobody_failed(run.report.failure)) {
    return false;
  }
  if (stages_differ_) {
    measurement_.failure = "wrong answer: the tally of a stage differs from that of the stage before";
  }
  if (order_.keep == Keep::rows) {
    add_rows(gather_rows(team_, run.report.tally, tasks_));
  }
  return true;
}

/// On rank 0: what the ranks told. The stages of a repetition must all find the same.
void Repetition::add(const std::vector<RankResult>& results, const Stage* stage) {
  if (results.empty()) {
    return;
  }
  const bool first = measurement_.samples.empty();
  const Seconds before = first ? 0 : measurement_.time();
  StageMeasurement part;
  std::uint64_t digest = 0;
  measurement_.samples.resize(results.size(), results.front().sample);
  for (std::size_t rank = 0; rank < results.size(); ++rank) {
    Sample& sample = measurement_.samples[rank];
    if (first) {
      sample = results[rank].sample;
    } else {
      append(sample, results[rank].sample, before);
    }
    digest += results[rank].digest;
    measurement_.latencies.latency.merge(results[rank].latencies.latency);
    measurement_.latencies.lag.merge(results[rank].latencies.lag);
    measurement_.latencies.handover.merge(results[rank].latencies.handover);
    measurement_.tasks += static_cast<std::uint64_t>(results[rank].sample.tasks);
    part.phases.push_back(results[rank].phases);
    part.latency.merge(results[rank].latencies.latency);
  }
  const Seconds end = measurement_.time();
  for (Sample& sample : measurement_.samples) {
    sample.idle_s = end - sample.wall_s;
  }
  stages_differ_ = !first && digest != measurement_.digest;
  measurement_.digest = first ? digest : measurement_.digest;
  if (stage != nullptr) {
    part.transfers = stage->transfers();
    part.cache = stage->cache();
    measurement_.stages.push_back(std::move(part));
  }
}

void Repetition::add_rows(Rows rows) {
  if (measurement_.failure.empty()) {
    measurement_.failure = rows.failure;
  }
  if (measurement_.words.empty()) { // of the first stage: the digests of all are equal
    measurement_.words = std::move(rows.words);
  }
}

} // namespace

Measurement measure(const Case& measured, const std::function<Workload&()>& workload, const Team& team,
                    const Order& order) {
  return Repetition(measured, team, order).run(workload);
}

} // namespace sweep
