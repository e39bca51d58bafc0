#include "campaign/conduct.hpp"

#include <algorithm>
#include <random>

#include "campaign/conductor.hpp"
#include "campaign/warnings.hpp"
#include "core/errors.hpp"
#include "core/split_mix.hpp"
#include "results/launches.hpp"

namespace sweep {
namespace {

/// The order in which round `round` takes the cases, the same whenever it is asked for: a launch that goes on finds its
/// place in it.
std::vector<std::size_t> round_order(std::uint64_t seed, std::uint64_t launch, std::uint64_t experiment,
                                     std::uint64_t round, std::vector<std::size_t> cases) {
  std::uint64_t state = seed;
  for (const std::uint64_t each : {launch, experiment, round}) {
    state = SplitMix::mix(state ^ each);
  }
  std::ranges::shuffle(cases, std::mt19937_64(state));
  return cases;
}

} // namespace

/// What was measured is in the file also when something goes wrong that was not foreseen. A launch that must not add to
/// the file, and has measured nothing, leaves it as it was.
Ending Conductor::run() {
  const bool was_complete = result_.complete;
  const std::vector<CaseRecord> cases = result_.cases;
  try {
    return run_all();
  } catch (const UsageError&) {
    if (result_.launches.size() > 1 && result_.launches.back().repetitions == 0) {
      result_.launches.pop_back();
      result_.cases = cases;
      result_.complete = was_complete;
    } else {
      end_launch(current_exception_text());
    }
    file_.rescue();
    throw;
  } catch (...) {
    end_launch(current_exception_text());
    file_.rescue();
    throw;
  }
}

Ending Conductor::run_all() {
  for (const std::size_t index : ready_cases(plan_, launch_, result_, courses_)) {
    observer_.case_failed(record(index));
  }
  for (const Sample& each : result_.samples) {
    order_ = std::max(order_, each.order + 1);
  }
  result_.complete = false;
  file_.save();
  calibration_warnings_ = calibration_warnings(ensemble_.survey_loops(), launch_);
  for (std::size_t experiment = 0; experiment < plan_.campaign.experiments.size() && !out_of_time(); ++experiment) {
    run_experiment(experiment);
  }
  const auto some_are = [&](CaseStatus status) {
    return std::ranges::count(result_.cases, status, &CaseRecord::status) > 0;
  };
  result_.complete = !some_are(CaseStatus::unfinished);
  end_launch(result_.complete ? "all cases done" : "time limit");
  file_.finish();
  if (!result_.complete) {
    return Ending::out_of_time;
  }
  return some_are(CaseStatus::failed) ? Ending::some_failed : Ending::complete;
}

void Conductor::end_launch(const std::string& why) {
  LaunchRecord& present = result_.launches.back();
  present.ended = utc_time();
  present.end = why;
  present.under_way = LaunchRecord{}.under_way;
}

/// The other ranks sleep while steps are measured.
void Conductor::run_experiment(std::size_t experiment) {
  loop_ = ensemble_.calibrate();
  varying_ = varying_parameters(plan_, experiment);
  const auto runs = [&](std::size_t problem) { return plan_.problems[problem].experiment == experiment; };
  std::vector<std::size_t> all;
  for (; next_case_ < plan_.cases.size() && runs(plan_.cases[next_case_].problem); ++next_case_) {
    all.push_back(next_case_);
  }
  const std::set<std::size_t> unchecked = problems_unchecked(all);
  for (; next_problem_ < plan_.problems.size() && runs(next_problem_) && !out_of_time(); ++next_problem_) {
    if (unchecked.contains(next_problem_)) {
      ask_oracle(next_problem_);
    }
  }
  for (const std::size_t index : all) {
    if (!courses_[index].over && !out_of_time()) {
      ready(index);
      report_progress();
    }
  }
  oracles_.clear();
  run_rounds(experiment, all);
}

/// The owners of the problems whose cases' answers are not known yet: they need their oracle.
std::set<std::size_t> Conductor::problems_unchecked(const std::vector<std::size_t>& indices) const {
  std::set<std::size_t> problems;
  for (const std::size_t index : indices) {
    if (!courses_[index].over && !is_checked(result_.cases[index])) {
      problems.insert(owner_of(plan_.cases[index].problem));
    }
  }
  return problems;
}

/// Rounds in which each case that is not over is repeated once. A launch that goes on begins with what the round that
/// was interrupted lacks.
void Conductor::run_rounds(std::size_t experiment, const std::vector<std::size_t>& indices) {
  const auto first_launch = static_cast<std::uint64_t>(going_together(result_.launches).front());
  const auto repeated = [this](std::size_t index) { return courses_[index].stopping.times().size(); };
  const auto active = [this](std::size_t index) { return !courses_[index].over; };
  for (auto left = indices; !left.empty();) {
    std::erase_if(left, [&](std::size_t index) { return !active(index); });
    if (left.empty()) {
      return;
    }
    const std::size_t round = repeated(std::ranges::min(left, {}, repeated));
    for (const std::size_t index : round_order(plan_.campaign.seed, first_launch, experiment, round, indices)) {
      if (out_of_time()) {
        std::ranges::for_each(left, [this](std::size_t unfinished) { judge(unfinished); });
        return;
      }
      if (active(index) && repeated(index) == round) {
        repeat(index);
        report_progress();
      }
    }
  }
}

bool Conductor::out_of_time() const {
  const Seconds limit = plan_.campaign.time_limit;
  return limit > 0 && seconds_between(began_, now()) > limit;
}

void Conductor::report_progress() {
  constexpr Instant often_enough = 100'000'000; // 0.1 s
  if (now() - reported_ < often_enough) {
    return;
  }
  reported_ = now();
  observer_.progressed({.cases_done = static_cast<std::size_t>(std::ranges::count(courses_, true, &Course::over)),
                        .cases = courses_.size(),
                        .tasks_per_second = time_in_tasks_ > 0 ? tasks_run_ / time_in_tasks_ : 0,
                        .left = time_left(courses_, plan_.campaign.repetitions.min)});
}

Ending conduct(const Plan& plan, Ensemble& ensemble, const Launch& launch, InstructionSet instruction_set,
               Result& result, const std::string& path, Observer& observer) {
  return Conductor(plan, ensemble, launch, instruction_set, result, path, observer).run();
}

} // namespace sweep
