#include "campaign/measure.hpp"

#include <algorithm>
#include <optional>

#include "campaign/gather.hpp"
#include "campaign/gather_locks.hpp"
#include "campaign/timed_run.hpp"
#include "core/errors.hpp"
#include "core/one_stage.hpp"
#include "core/process.hpp"
#include "results/schema.hpp"

namespace sweep {
namespace {

/// One repetition, on one rank. Its ranks do the same things in the same order: after everything that may fail on one
/// of them they agree on whether to go on.
class Measuring {
 public:
  Measuring(const Case& measured, const Team& team, const Order& order)
      : measured_(measured), team_(team), order_(order) {}

  Measurement run(const std::function<ToMeasure()>& make) {
    std::optional<ToMeasure> work;
    std::optional<Surroundings> surroundings;
    std::unique_ptr<Repetition> repetition; // of these: the first to go
    if (all_well([&] { make_ready(work.emplace(make())); }) && all_well([&] {
          surroundings.emplace(
              Surroundings{.ranks = team_.ranks(), .tasks = tasks_, .service = work->service, .loop = order_.loop});
          repetition = work->begins ? work->workload.begin(*surroundings) : std::make_unique<OneStage>(work->workload);
        })) {
      if (work->recipe) {
        recipe_ = [&] { return work->recipe(*surroundings); };
      }
      run_stages(*repetition);
      all_well([&] { repetition->end(); });
    }
    return std::move(measurement_);
  }

 private:
  void make_ready(const ToMeasure& work);
  void run_stages(Repetition& repetition);
  bool run_stage(Stage& stage);
  void add(const std::vector<RankResult>& results, const StageReport& told);
  void add_named(StageMeasurement part, const StageReport& told);
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
  bool nobody_failed(const std::exception_ptr& failure, const std::string& wrong = {});

  /// Collective: whether rank 0 knows of no failure.
  bool going_on() const { return team_.ranks().broadcast(std::int64_t{measurement_.failure.empty()}) == 1; }

  const Case& measured_;
  const Team& team_;
  const Order& order_;
  Measurement measurement_;
  bool stages_differ_ = false; ///< On rank 0.
  std::uint64_t tasks_ = 0;
  std::int64_t rss_before_ = 0;
  Recipe recipe_;
  std::unique_ptr<Model> model_;
  std::unique_ptr<Handout> handout_;
};

/// @param wrong  what this rank found wrong: the first rank's words are noted
bool Measuring::nobody_failed(const std::exception_ptr& failure, const std::string& wrong) {
  enum : std::int64_t { failed, found_wrong, well };
  const std::int64_t worst = team_.ranks().min(failure ? failed : wrong.empty() ? well : found_wrong);
  const bool all_well = worst != failed;
  if (worst == found_wrong) {
    const std::string first = first_failure(team_, wrong);
    measurement_.wrong = measurement_.wrong.empty() ? first : measurement_.wrong;
  }
  if (!all_well) {
    const std::string first = first_failure(team_, text_of(failure));
    measurement_.failure = measurement_.failure.empty() ? first : measurement_.failure;
  }
  return all_well;
}

void Measuring::make_ready(const ToMeasure& work) {
  tasks_ = order_.oracle ? work.workload.tasks() : static_cast<std::uint64_t>(measured_.record.tasks);
  reset_peak_resident_bytes();
  rss_before_ = resident_bytes();
  model_ = measured_.model->make(measured_.model_values, order_.loop);
  SWEEP_ENSURE(model_->workers() == static_cast<std::size_t>(measured_.model->workers_of(measured_.model_values)));
}

void Measuring::run_stages(Repetition& repetition) {
  Stage* stage = nullptr;
  do {
    stage = nullptr;
  } while (all_well([&] { stage = repetition.next(); }) && stage != nullptr && run_stage(*stage) && going_on());
}

/// Collective: whether all went well. On a start of its own.
bool Measuring::run_stage(Stage& stage) {
  const bool ready = all_well([&] {
    handout_ = measured_.schedule->make(team_, {.tasks = tasks_,
                                                .chunk = static_cast<std::uint64_t>(measured_.record.chunk),
                                                .workers_per_rank = model_->workers()});
    model_->prepare(stage, order_.keep, recipe_);
  });
  if (!ready) {
    return false;
  }
  TimedRun run = run_timed(*model_, stage, *handout_, team_, order_, rss_before_, measured_.model->one_at_a_time);
  recipe_ = nullptr; // further stages go on from what the first one left
  gather_locks(team_, order_, run, measurement_);
  RankResult mine{.sample = run.sample,
                  .phases = run.phases,
                  .uncounted_cpu = run.uncounted_cpu,
                  .digest = run.report.tally.digest(),
                  .latencies = *run.report.latencies,
                  .measures = run.stage.measures};
  mine.latencies.latency.merge(run.stage.latency);
  add(gather_results(team_, mine), run.stage);
  measurement_.pace_steps = run.report.pace_steps;
  if (!nobody_failed(run.report.failure, run.stage.wrong)) {
    return false;
  }
  if (stages_differ_ && !measured_.may_differ) {
    measurement_.failure = "wrong answer: the tally of a stage differs from that of the stage before";
  }
  if (order_.keep == Keep::rows) {
    add_rows(gather_rows(team_, run.report.tally, tasks_));
  }
  return true;
}

/// On rank 0: what the ranks told. The stages of a repetition must all find the same.
void Measuring::add(const std::vector<RankResult>& results, const StageReport& told) {
  if (results.empty()) {
    return;
  }
  const bool first = measurement_.samples.empty();
  const Seconds before = first ? 0 : measurement_.time();
  StageMeasurement part;
  std::vector<Measures>& measures = measurement_.measures.emplace_back();
  std::uint64_t digest = 0;
  measurement_.samples.resize(results.size(), results.front().sample);
  for (std::size_t rank = 0; rank < results.size(); ++rank) {
    Sample& sample = measurement_.samples[rank];
    if (first) {
      sample = results[rank].sample;
    } else {
      add_stage(sample, results[rank].sample, before);
    }
    digest += results[rank].digest;
    measurement_.uncounted_cpu += results[rank].uncounted_cpu;
    measurement_.latencies.latency.merge(results[rank].latencies.latency);
    measurement_.latencies.lag.merge(results[rank].latencies.lag);
    measurement_.latencies.handover.merge(results[rank].latencies.handover);
    measurement_.tasks += static_cast<std::uint64_t>(results[rank].sample.tasks);
    measures.push_back(results[rank].measures);
    part.phases.push_back(results[rank].phases);
    part.latency.merge(results[rank].latencies.latency);
  }
  const Seconds end = measurement_.time();
  for (Sample& sample : measurement_.samples) {
    sample.idle_s = end - sample.wall_s;
  }
  stages_differ_ = !first && digest != measurement_.digest;
  measurement_.digest = first ? digest : measurement_.digest;
  measurement_.steps = std::max(measurement_.steps, told.steps);
  measurement_.own_measures.insert(measurement_.own_measures.end(), told.own_measures.begin(), told.own_measures.end());
  add_named(std::move(part), told);
}

void Measuring::add_named(StageMeasurement part, const StageReport& told) {
  if (!told.name.empty()) {
    part.name = told.name;
    part.transfers = told.transfers;
    part.cache = told.cache;
    part.warnings = told.warnings;
    part.device = told.device;
    measurement_.stages.push_back(std::move(part));
  } else {
    measurement_.warnings.insert(measurement_.warnings.end(), told.warnings.begin(), told.warnings.end());
  }
}

void Measuring::add_rows(Rows rows) {
  if (measurement_.failure.empty()) {
    measurement_.failure = rows.failure;
  }
  if (measurement_.words.empty()) { // of the first stage: the digests of all are equal
    measurement_.words = std::move(rows.words);
  }
}

} // namespace

Measurement measure(const Case& measured, const std::function<ToMeasure()>& make, const Team& team,
                    const Order& order) {
  return Measuring(measured, team, order).run(make);
}

} // namespace sweep
