#include "campaign/conduct.hpp"

#include <algorithm>
#include <map>
#include <random>

#include "campaign/bound.hpp"
#include "campaign/collect.hpp"
#include "campaign/stopping.hpp"
#include "campaign/warnings.hpp"
#include "core/process.hpp"
#include "results/writer.hpp"

namespace sweep {
namespace {

/// What is known of a case while its experiment runs.
struct Course {
  explicit Course(const Repetitions& rule) : stopping(rule) {}

  Stopping stopping;
  std::vector<Seconds> processor; ///< Of each repetition: of all ranks.
  Seconds stolen = 0;
  Seconds elapsed = 0;
  bool over = false;
};

/// The words of all tasks of a problem, in task order: what every case must find, the base in the tasks it runs.
using Oracle = std::vector<std::uint64_t>;

/// The first task whose words differ, in words.
std::string difference(std::span<const std::uint64_t> expected, std::span<const std::uint64_t> found,
                       std::int64_t tasks) {
  const auto place = std::ranges::mismatch(expected, found).in1 - expected.begin();
  const std::size_t width = expected.size() / static_cast<std::size_t>(tasks);
  const std::size_t index = static_cast<std::size_t>(place);
  return "wrong answer: task " + std::to_string(index / width) + " found " + std::to_string(found[index]) +
         " where the serial oracle found " + std::to_string(expected[index]);
}

class Conductor {
 public:
  Conductor(const Plan& plan, Ensemble& ensemble, const Launch& launch, InstructionSet instruction_set, Result& result,
            const std::string& path, Observer& observer)
      : plan_(plan), ensemble_(ensemble), launch_(launch), instruction_set_(instruction_set), result_(result),
        path_(path), observer_(observer), courses_(plan.cases.size(), Course(plan.campaign.repetitions)),
        random_(plan.campaign.seed) {}

  Ending run();

 private:
  void run_experiment(std::size_t experiment);
  void ask_oracle(std::size_t problem);
  void check(std::size_t index);
  void warm_up(std::size_t index);
  void run_rounds(const std::vector<std::size_t>& indices);
  void repeat(std::size_t index);
  void finish(std::size_t index);
  void fail(std::size_t index, const std::string& why);
  bool out_of_time() const;
  Seconds time_left() const;
  void report_progress();

  Measurement command(std::size_t index, std::int64_t repetition, Keep keep) {
    return ensemble_.command(
        {.case_index = static_cast<std::int64_t>(index), .repetition = repetition, .order = order_, .keep = keep});
  }
  CaseRecord& record(std::size_t index) { return result_.cases[index]; }

  const Plan& plan_;
  Ensemble& ensemble_;
  const Launch& launch_;
  InstructionSet instruction_set_;
  Result& result_;
  const std::string& path_;
  Observer& observer_;
  std::vector<Course> courses_;
  std::map<std::size_t, Oracle> oracles_; ///< Of the problems of the experiment that runs.
  std::mt19937_64 random_;
  std::int64_t order_ = 0;
  Instant began_ = now();
  Instant reported_ = 0;
  Seconds clock_resolution_ = clock_resolution();
  double tasks_run_ = 0;
  Seconds time_in_tasks_ = 0;
};

Ending Conductor::run() {
  for (const Case& each : plan_.cases) {
    result_.cases.push_back(each.record);
    const bool uses_devices = !plan_.problems[each.problem].stages.empty();
    result_.cases.back().warnings = placement_warnings(each.record, launch_, uses_devices);
  }
  write(result_, path_);
  for (std::size_t experiment = 0; experiment < plan_.campaign.experiments.size() && !out_of_time(); ++experiment) {
    run_experiment(experiment);
  }
  const auto unfinished = [](const CaseRecord& each) { return each.status == CaseStatus::unfinished; };
  const auto failed = [](const CaseRecord& each) { return each.status == CaseStatus::failed; };
  result_.complete = std::ranges::none_of(result_.cases, unfinished);
  write(result_, path_);
  if (!result_.complete) {
    return Ending::out_of_time;
  }
  return std::ranges::any_of(result_.cases, failed) ? Ending::some_failed : Ending::complete;
}

void Conductor::run_experiment(std::size_t experiment) {
  for (std::size_t problem = 0; problem < plan_.problems.size(); ++problem) {
    if (plan_.problems[problem].experiment == experiment) {
      ask_oracle(problem);
    }
  }
  std::vector<std::size_t> active;
  for (std::size_t index = 0; index < plan_.cases.size() && !out_of_time(); ++index) {
    if (plan_.problems[plan_.cases[index].problem].experiment != experiment || courses_[index].over) {
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
  Measurement answer = ensemble_.command({.case_index = static_cast<std::int64_t>(base),
                                          .repetition = -1,
                                          .order = order_,
                                          .keep = Keep::rows,
                                          .oracle = true});
  if (!answer.failure.empty()) {
    for (std::size_t index = 0; index < plan_.cases.size(); ++index) {
      if (plan_.cases[index].problem == problem) {
        fail(index, "the serial oracle failed: " + answer.failure);
      }
    }
    return;
  }
  const Problem& asked = plan_.problems[problem];
  const auto workload = asked.workload->make(asked.context(plan_.campaign.seed, instruction_set_));
  Table estimates = workload->estimates(answer.words);
  if (!estimates.columns.empty()) {
    result_.estimates[plan_.campaign.experiments[asked.experiment].name].append(estimates);
  }
  oracles_[problem] = std::move(answer.words);
}

void Conductor::check(std::size_t index) {
  const Measurement answer = command(index, -1, Keep::rows);
  const std::span expected = std::span(oracles_.at(plan_.cases[index].problem)).first(answer.words.size());
  record(index).checksum = answer.digest;
  if (!answer.failure.empty()) {
    fail(index, answer.failure);
  } else if (!std::ranges::equal(answer.words, expected)) {
    fail(index, difference(expected, answer.words, record(index).tasks));
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
  collect(measurement, plan_, index, result_);
  course.stopping.add(measurement.time());
  course.processor.push_back(measurement.processor_time());
  course.stolen += stolen_seconds() - stolen_before;
  course.elapsed += seconds_between(begin, now());
  tasks_run_ += static_cast<double>(measurement.tasks);
  time_in_tasks_ += measurement.time();
  if (course.stopping.finished()) {
    finish(index);
  }
}

void Conductor::finish(std::size_t index) {
  const Course& course = courses_[index];
  const Seconds processor = summarise(course.processor).median / static_cast<double>(record(index).tasks);
  record(index).bound_s = bound(plan_, plan_.cases[index], launch_, processor);
  const double stolen = course.stolen / (course.elapsed * static_cast<double>(launch_.cores));
  for (std::string& warning : timing_warnings(course.stopping, clock_resolution_, stolen)) {
    record(index).warnings.push_back(std::move(warning));
  }
  for (std::string& warning : cache_warnings(result_, static_cast<std::int64_t>(index))) {
    record(index).warnings.push_back(std::move(warning));
  }
  record(index).status = CaseStatus::finished;
  courses_[index].over = true;
  write(result_, path_);
}

void Conductor::fail(std::size_t index, const std::string& why) {
  record(index).status = CaseStatus::failed;
  record(index).error = why;
  courses_[index].over = true;
  observer_.case_failed(record(index));
  write(result_, path_);
}

bool Conductor::out_of_time() const {
  const Seconds limit = plan_.campaign.time_limit;
  return limit > 0 && seconds_between(began_, now()) > limit;
}

/// Unfinished cases are assumed to need as many repetitions as finished ones did (before there are any: the fewest).
Seconds Conductor::time_left() const {
  double finished = 0;
  double repetitions = 0;
  for (const Course& course : courses_) {
    finished += course.over ? 1 : 0;
    repetitions += course.over ? static_cast<double>(course.stopping.times().size()) : 0;
  }
  const double expected = finished > 0 ? repetitions / finished : static_cast<double>(plan_.campaign.repetitions.min);
  Seconds left = 0;
  for (std::size_t index = 0; index < courses_.size(); ++index) {
    const Course& course = courses_[index];
    if (!course.over) {
      const auto done = static_cast<double>(course.stopping.times().size());
      const Seconds each =
          done > 0 ? course.elapsed / done : nominal_time(plan_, plan_.cases[index], launch_, instruction_set_);
      left += std::max(expected - done, 1.0) * each;
    }
  }
  return left;
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
                        .left = time_left()});
}

} // namespace

Ending conduct(const Plan& plan, Ensemble& ensemble, const Launch& launch, InstructionSet instruction_set,
               Result& result, const std::string& path, Observer& observer) {
  return Conductor(plan, ensemble, launch, instruction_set, result, path, observer).run();
}

} // namespace sweep
