#include "campaign/conduct.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <random>

#include "campaign/conductor.hpp"
#include "campaign/last_words.hpp"
#include "campaign/room.hpp"
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

/// In whole seconds, as SLURM takes them.
std::string no_time_text(Seconds needed, Seconds whole) {
  return fmt::format("takes {:.3g} s with its warm-up, and does not fit into the {:.3g} s that a launch has: give "
                     "{:.0f} s or more (sbatch --time, --time-limit) and go on with --resume, or give it less to do",
                     needed, whole, std::ceil(needed) + 10); // for the start of a launch
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
  const Seconds left = deadline().exists() ? seconds_between(began_, deadline().end) : never_ending;
  for (const std::size_t index : ready_cases(plan_, launch_, left, result_, courses_)) {
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
  end_launch(result_.complete ? "all cases done" : deadline().why);
  Addition last; // what the file has next: said already should writing that take too long
  last.news.launches.push_back(result_.launches.back());
  file_.add(std::move(last));
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

/// The other ranks sleep while steps are measured. A shard may have no case of an experiment.
void Conductor::run_experiment(std::size_t experiment) {
  varying_ = varying_parameters(plan_, experiment);
  const auto runs = [&](std::size_t problem) { return plan_.problems[problem].experiment == experiment; };
  std::vector<std::size_t> all;
  for (; next_case_ < plan_.cases.size() && runs(plan_.cases[next_case_].problem); ++next_case_) {
    all.push_back(next_case_);
  }
  if (!all.empty()) {
    loop_ = ensemble_.calibrate();
  }
  const bool begins_anew = result_.launches.back().continues < 0;
  for (const std::size_t index : all) {
    if (begins_anew || courses_[index].stopping.finished()) {
      begins_in(index);
    }
  }
  if (begins_anew) {
    oracles_.clear(); // of which nobody needs any more
  }
  run_rounds(experiment, all);
  oracles_.clear();
}

/// Whether the case is ready for repetitions, or can be made so. In a launch that goes on that is asked when its turn
/// comes: however many cases there are, repetitions then begin at once, and a launch of any length gets on.
bool Conductor::begins_in(std::size_t index) {
  const Course& course = courses_[index];
  if (course.stopping.finished() && !course.over) { // its last repetition was the last thing that was saved
    finish(index);
  } else if (!course.over && !ready_.contains(index) && has_oracle_for(index) && has_room_for(index)) {
    ready(index);
    ready_.insert(index);
    report_progress();
  }
  return !course.over && ready_.contains(index);
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
      if (active(index) && repeated(index) == round && begins_in(index) && has_room_for(index)) {
        repeat(index);
        report_progress();
      }
    }
  }
}

Deadline Conductor::deadline() const {
  const Seconds limit = plan_.campaign.time_limit;
  const Deadline own{.begin = began_, .end = began_ + static_cast<Instant>(limit * 1e9), .why = "time limit"};
  return limit > 0 ? earlier(own, launch_.deadline) : launch_.deadline;
}

bool Conductor::out_of_time() const {
  return no_room_ || !deadline().fits(file_.time_of_saving(), now());
}

/// Whether one more repetition of the case fits before the deadline, or the oracle of those that it is the base of.
/// Where it does not, the launch measures no more; and where it would not fit, after its warm-up, into a launch that
/// has the whole time for it, they fail.
bool Conductor::has_room_for(std::size_t index, bool oracle) {
  const Deadline until = deadline();
  const Course& course = courses_[index];
  const Seconds saving = file_.time_of_saving();
  if (out_of_time() || !until.exists() || course.never_took(seconds_between(now(), until.end) - saving)) {
    return !out_of_time();
  }
  const Need need = need_of(course, plan_.campaign.warmup, saving);
  const Room room = room_for(need, until, now());
  if (room != Room::in_none) {
    no_room_ = room == Room::in_another_launch;
    return !no_room_;
  }
  const std::string why = no_time_text(need.in_launch, seconds_between(*until.begin, until.end));
  if (oracle) {
    fail_owned(plan_.cases[index].problem, lacks_time + ("its serial base " + why));
  } else {
    fail(index, lacks_time + ("a repetition " + why));
  }
  return false;
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
               Result& result, const std::string& path, Observer& observer, LastWords* last_words) {
  Conductor conductor(plan, ensemble, launch, instruction_set, result, path, observer);
  if (last_words == nullptr) {
    return conductor.run();
  }
  const auto take_back = [last_words](GrowingFile*) { last_words->belong_in(nullptr); };
  const std::unique_ptr<GrowingFile, decltype(take_back)> lent(&conductor.file(), take_back);
  last_words->belong_in(lent.get());
  return conductor.run();
}

} // namespace sweep
