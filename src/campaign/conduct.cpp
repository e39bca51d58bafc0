#include "campaign/conduct.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <random>

#include "campaign/bound.hpp"
#include "campaign/collect.hpp"
#include "campaign/course.hpp"
#include "campaign/growing_file.hpp"
#include "campaign/oracle.hpp"
#include "campaign/warnings.hpp"
#include "core/process.hpp"

namespace sweep {
namespace {

class Conductor {
 public:
  Conductor(const Plan& plan, Ensemble& ensemble, const Launch& launch, InstructionSet instruction_set, Result& result,
            const std::string& path, Observer& observer)
      : plan_(plan), ensemble_(ensemble), launch_(launch), instruction_set_(instruction_set), result_(result),
        file_(result, path), observer_(observer), courses_(courses_of(plan, launch)), random_(plan.campaign.seed) {}

  Ending run();

 private:
  Ending run_all();
  void run_experiment(std::size_t experiment);
  void ask_oracle(std::size_t problem);
  void check(std::size_t index);
  void warm_up(std::size_t index);
  void run_rounds(const std::vector<std::size_t>& indices);
  void repeat(std::size_t index);
  void add_warnings(std::size_t index, const std::vector<std::string>& warnings);
  void judge(std::size_t index);
  void finish(std::size_t index);
  void fail(std::size_t index, const std::string& why);
  void end(std::size_t index);
  bool out_of_time() const;
  void report_progress();

  Measurement command(std::size_t index, std::int64_t repetition, Keep keep) {
    file_.save_before(courses_[index].time_of_next());
    return ensemble_.command({.case_index = static_cast<std::int64_t>(index),
                              .repetition = repetition,
                              .order = order_,
                              .keep = keep,
                              .loop = loop_});
  }
  CaseRecord& record(std::size_t index) { return result_.cases[index]; }

  const Plan& plan_;
  Ensemble& ensemble_;
  const Launch& launch_;
  InstructionSet instruction_set_;
  Result& result_;
  GrowingFile file_;
  Observer& observer_;
  std::vector<Course> courses_;
  std::map<std::size_t, Oracle> oracles_;                    ///< Of the problems of the experiment that runs.
  std::map<std::int64_t, std::string> calibration_warnings_; ///< By rank.
  LoopTimes loop_;                                           ///< As measured before the experiment that runs.
  std::mt19937_64 random_;
  std::size_t next_problem_ = 0; ///< Those of an experiment stand together, …
  std::size_t next_case_ = 0;    ///< … and so do its cases.
  std::int64_t order_ = 0;
  Instant began_ = now();
  Instant reported_ = 0;
  Seconds clock_resolution_ = clock_resolution();
  double tasks_run_ = 0;
  Seconds time_in_tasks_ = 0;
};

/// What was measured is in the file also when something goes wrong that was not foreseen.
Ending Conductor::run() {
  try {
    return run_all();
  } catch (...) {
    file_.rescue();
    throw;
  }
}

Ending Conductor::run_all() {
  for (const Case& each : plan_.cases) {
    result_.cases.push_back(each.record);
    result_.cases.back().index = static_cast<std::int64_t>(result_.cases.size()) - 1;
    const bool uses_devices = plan_.problems[each.problem].cost.uses_devices;
    result_.cases.back().warnings = placement_warnings(each.record, launch_, uses_devices);
  }
  calibration_warnings_ = calibration_warnings(ensemble_.survey_loops(), launch_);
  file_.save();
  for (std::size_t experiment = 0; experiment < plan_.campaign.experiments.size() && !out_of_time(); ++experiment) {
    run_experiment(experiment);
  }
  const auto some_are = [&](CaseStatus status) {
    return std::ranges::count(result_.cases, status, &CaseRecord::status) > 0;
  };
  result_.complete = !some_are(CaseStatus::unfinished);
  file_.save();
  if (!result_.complete) {
    return Ending::out_of_time;
  }
  return some_are(CaseStatus::failed) ? Ending::some_failed : Ending::complete;
}

/// The other ranks sleep while steps are measured.
void Conductor::run_experiment(std::size_t experiment) {
  loop_ = ensemble_.calibrate();
  const auto runs = [&](std::size_t problem) { return plan_.problems[problem].experiment == experiment; };
  for (; next_problem_ < plan_.problems.size() && runs(next_problem_) && !out_of_time(); ++next_problem_) {
    ask_oracle(next_problem_);
  }
  std::vector<std::size_t> active;
  for (; next_case_ < plan_.cases.size() && runs(plan_.cases[next_case_].problem) && !out_of_time(); ++next_case_) {
    const std::size_t index = next_case_;
    if (courses_[index].over) {
      continue;
    }
    check(index);
    if (!courses_[index].over) {
      warm_up(index);
    }
    if (!courses_[index].over) {
      active.push_back(index);
    }
    report_progress();
  }
  oracles_.clear();
  run_rounds(active);
}

void Conductor::ask_oracle(std::size_t problem) {
  const std::size_t base = plan_.problems[problem].base;
  file_.save_before(courses_[base].time_of_next());
  Measurement answer = ensemble_.command({.case_index = static_cast<std::int64_t>(base),
                                          .repetition = -1,
                                          .order = order_,
                                          .keep = Keep::rows,
                                          .loop = loop_,
                                          .oracle = true});
  if (!answer.failure.empty()) {
    for (std::size_t index = 0; index < plan_.cases.size(); ++index) {
      if (plan_.cases[index].problem == problem) {
        fail(index, "the serial oracle failed: " + answer.failure);
      }
    }
    return;
  }
  if (const Problem& asked = plan_.problems[problem]; asked.workload->settings) {
    result_.estimates.push_back(estimates_of(plan_, asked, instruction_set_, answer.words));
  }
  oracles_[problem] = std::move(answer.words);
}

void Conductor::check(std::size_t index) {
  const Measurement answer = command(index, -1, Keep::rows);
  record(index).checksum = answer.digest;
  record(index).step_s = loop_.step;
  record(index).round_s = loop_.round;
  record(index).steps = static_cast<std::int64_t>(answer.steps);
  record(index).pace_steps = static_cast<std::int64_t>(answer.pace_steps);
  if (!answer.failure.empty()) {
    fail(index, answer.failure);
    return;
  }
  const Oracle& oracle = oracles_.at(plan_.cases[index].problem);
  if (const std::string wrong = difference(oracle, answer.words, record(index).tasks); !wrong.empty()) {
    fail(index, wrong);
  }
}

void Conductor::warm_up(std::size_t index) {
  for (std::int64_t i = 0; i < plan_.campaign.warmup && !courses_[index].over; ++i) {
    const Measurement measurement = command(index, -1, Keep::digest);
    if (!measurement.failure.empty()) {
      fail(index, measurement.failure);
    }
  }
}

void Conductor::run_rounds(const std::vector<std::size_t>& indices) {
  std::vector<std::size_t> active = indices;
  while (!active.empty()) {
    std::ranges::shuffle(active, random_);
    for (const std::size_t index : active) {
      if (out_of_time()) {
        std::ranges::for_each(active, [this](std::size_t unfinished) { judge(unfinished); });
        return;
      }
      repeat(index);
      report_progress();
    }
    std::erase_if(active, [this](std::size_t index) { return courses_[index].over; });
  }
}

void Conductor::repeat(std::size_t index) {
  Course& course = courses_[index];
  const Instant begin = now();
  const Seconds stolen_before = stolen_seconds();
  const auto repetition = static_cast<std::int64_t>(course.stopping.times().size());
  const Measurement measurement = command(index, repetition, Keep::digest);
  ++order_;
  if (!measurement.failure.empty()) {
    fail(index, measurement.failure);
    return;
  }
  if (measurement.digest != record(index).checksum) {
    fail(index, "wrong answer: the tally of repetition " + std::to_string(repetition) +
                    " differs from that of the check before");
    return;
  }
  const auto known_phases = static_cast<std::ptrdiff_t>(result_.phases.size());
  collect(measurement, plan_, index, result_);
  course.phases.insert(course.phases.end(), result_.phases.begin() + known_phases, result_.phases.end());
  course.add(measurement, record(index).threads, stolen_seconds() - stolen_before, seconds_between(begin, now()));
  tasks_run_ += static_cast<double>(measurement.tasks);
  time_in_tasks_ += measurement.time();
  if (course.stopping.finished()) {
    finish(index);
  }
}

void Conductor::add_warnings(std::size_t index, const std::vector<std::string>& warnings) {
  record(index).warnings.insert(record(index).warnings.end(), warnings.begin(), warnings.end());
}

/// What its repetitions say of a case, whether it has had all of them or not.
void Conductor::judge(std::size_t index) {
  const Course& course = courses_[index];
  if (course.over || course.stopping.times().empty()) {
    return;
  }
  record(index).bound_s = bound(plan_, plan_.cases[index], launch_, course.least);
  add_warnings(
      index, timing_warnings(course.stopping, clock_resolution_, launch_.share_of_node(course.stolen, course.elapsed)));
  if (!course.phases.empty()) {
    add_warnings(index, device_warnings(result_.operations.at(static_cast<std::int64_t>(index)), course.phases));
  }
  add_warnings(index, disturbance_warnings(course.disturbances));
  for (const auto& [rank, warning] : calibration_warnings_) {
    if (rank < record(index).ranks && record(index).steps + record(index).pace_steps > 0) {
      add_warnings(index, {warning});
    }
  }
}

void Conductor::finish(std::size_t index) {
  judge(index);
  record(index).status = CaseStatus::finished;
  end(index);
}

void Conductor::fail(std::size_t index, const std::string& why) {
  record(index).status = CaseStatus::failed;
  record(index).error = why;
  observer_.case_failed(record(index));
  end(index);
}

void Conductor::end(std::size_t index) {
  courses_[index].over = true;
  courses_[index].phases = {};
  courses_[index].disturbances = {};
  file_.expect_more();
  file_.save_before(0);
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

} // namespace

Ending conduct(const Plan& plan, Ensemble& ensemble, const Launch& launch, InstructionSet instruction_set,
               Result& result, const std::string& path, Observer& observer) {
  return Conductor(plan, ensemble, launch, instruction_set, result, path, observer).run();
}

} // namespace sweep
