// What is done to one case: oracle, check, warm-up, repetitions, verdict.

#include <fmt/format.h>

#include <algorithm>

#include "campaign/bound.hpp"
#include "campaign/collect.hpp"
#include "campaign/conductor.hpp"
#include "campaign/warnings.hpp"
#include "core/errors.hpp"

namespace sweep {

/// What a case takes to be calibrated work is the same in all its launches.
LoopTimes Conductor::loop_of(std::size_t index) const {
  const CaseRecord& known = result_.cases[index];
  return is_checked(known) && known.step_s > 0 ? LoopTimes{.step = known.step_s, .round = known.round_s} : loop_;
}

Measurement Conductor::command(std::size_t index, std::int64_t repetition, Keep keep, bool oracle) {
  constexpr Seconds at_once = 1;
  const bool takes_long = courses_[index].time_of_next() >= at_once;
  file_.save_when_due();
  commanded_ = now();
  file_.add({.begins = static_cast<std::int64_t>(index)},
            takes_long ? GrowingFile::Due::now : GrowingFile::Due::within_a_second);
  return ensemble_.command({.case_index = static_cast<std::int64_t>(index),
                            .repetition = repetition,
                            .order = order_,
                            .keep = keep,
                            .loop = loop_of(index),
                            .oracle = oracle});
}

/// Whose base is this problem's, too: itself, as a rule.
std::size_t Conductor::owner_of(std::size_t problem) const {
  return plan_.cases[plan_.problems[problem].base].problem;
}

/// Whether the case's answer can be checked, or need not be any more.
bool Conductor::has_oracle_for(std::size_t index) {
  const std::size_t owner = owner_of(plan_.cases[index].problem);
  if (!is_checked(record(index)) && !oracles_.contains(owner)) {
    if (!has_room_for(plan_.problems[owner].base, true)) {
      return false;
    }
    ask_oracle(owner);
  }
  courses_[index].base_seen = oracle_took_[owner];
  return !courses_[index].over;
}

void Conductor::ask_oracle(std::size_t owner) {
  Measurement answer = command(plan_.problems[owner].base, -1, Keep::rows, true);
  oracle_took_[owner] = seconds_between(commanded_, now());
  if (!answer.failure.empty()) {
    fail_owned(owner, "the serial oracle failed: " + answer.failure);
    return;
  }
  Addition known{.ends = true};
  if (const Problem& asked = plan_.problems[owner]; asked.workload->settings) {
    known.news.estimates.push_back(estimates_of(plan_, asked, varying_, instruction_set_, answer.words));
  }
  file_.add(std::move(known));
  oracles_[owner] = std::move(answer.words);
}

/// A case whose answer an earlier launch has checked needs no oracle: its digest is known.
void Conductor::ready(std::size_t index) {
  if (is_checked(record(index))) {
    warm_up(index, std::max<std::int64_t>(plan_.campaign.warmup, 1));
  } else {
    check(index);
    warm_up(index, plan_.campaign.warmup);
  }
}

void Conductor::check(std::size_t index) {
  const Measurement answer = command(index, -1, Keep::rows);
  courses_[index].check_seen = seconds_between(commanded_, now());
  record(index).checksum = answer.digest;
  record(index).step_s = loop_.step;
  record(index).round_s = loop_.round;
  record(index).steps = static_cast<std::int64_t>(answer.steps);
  record(index).pace_steps = static_cast<std::int64_t>(answer.pace_steps);
  if (!answer.failure.empty()) {
    fail(index, answer.failure);
    return;
  }
  const std::size_t problem = plan_.cases[index].problem;
  expect_right(index, answer, difference(oracles_.at(owner_of(problem)), answer.words, record(index).tasks));
  if (courses_[index].over) {
    return;
  }
  if (const Problem& asked = plan_.problems[problem]; asked.workload->settings && asked.workload->settings->doubts) {
    warn(index, asked.workload->settings->doubts(asked.context(plan_.campaign.seed, instruction_set_), answer.words));
  }
  vouched_.insert(problem);
  Addition checked{.ends = true};
  checked.news.cases.push_back(record(index));
  file_.add(std::move(checked));
}

void Conductor::warm_up(std::size_t index, std::int64_t times) {
  for (std::int64_t i = 0; i < times && !courses_[index].over && has_room_for(index); ++i) {
    const Measurement measurement = command(index, -1, Keep::digest);
    if (!measurement.failure.empty()) {
      fail(index, measurement.failure);
      return;
    }
    courses_[index].saw(seconds_between(commanded_, now()), measurement.time());
    expect_same_answer(index, measurement, "the warm-up");
    file_.add({.ends = true});
  }
}

/// Whether the serial base finds once more what an earlier launch found: then it is the case that is wrong.
bool Conductor::base_vouches(std::size_t index) {
  const std::size_t problem = plan_.cases[index].problem;
  const Measurement again = command(plan_.problems[problem].base, -1, Keep::digest);
  file_.add({.ends = true});
  const bool is_same = again.failure.empty() && again.digest == record(index).checksum;
  if (is_same) {
    vouched_.insert(problem);
  }
  return is_same;
}

/// Fails a case whose answer is wrong, by the words `difference` or by its own, unless it may be: then that is noted.
void Conductor::expect_right(std::size_t index, const Measurement& measurement, const std::string& difference) {
  const std::string own = measurement.wrong.empty() ? "" : "wrong answer: " + measurement.wrong;
  const std::string& wrong = own.empty() ? difference : own; // which knows more than that a tally differs
  if (wrong.empty()) {
    record(index).answer = record(index).answer.empty() ? "same" : record(index).answer;
  } else {
    find_wrong(index, wrong);
  }
}

void Conductor::find_wrong(std::size_t index, const std::string& what) {
  if (!plan_.cases[index].may_differ) {
    fail(index, what);
  } else if (record(index).answer != "differs") {
    record(index).answer = "differs";
    warn(index, {"answer: it differs from the oracle's, as it may: " + what});
  }
}

/// Throws UsageError where no answer of the problem is as an earlier launch found it.
void Conductor::expect_same_answer(std::size_t index, const Measurement& measurement, const std::string& of_what) {
  const std::size_t problem = plan_.cases[index].problem;
  if (measurement.digest == record(index).checksum) {
    vouched_.insert(problem);
    expect_right(index, measurement, "");
    return;
  }
  const std::string words = "wrong answer: the tally of " + of_what + " differs from that of the check before";
  if (plan_.cases[index].may_differ) {
    find_wrong(index, words);
    return;
  }
  if (!vouched_.contains(problem) && !base_vouches(index)) {
    throw UsageError(
        fmt::format("the answers of experiment '{}' are others than those in the file (digest {:016x}, there "
                    "{:016x}): this program or machine computes something else",
                    record(index).experiment, measurement.digest, record(index).checksum),
        "--resume, --append", "give another file with -o");
  }
  fail(index, measurement.wrong.empty() ? words : "wrong answer: " + measurement.wrong); // which knows more
}

void Conductor::repeat(std::size_t index) {
  Course& course = courses_[index];
  const Measurement measurement = command(index, course.next_repetition, Keep::digest);
  ++order_;
  if (!measurement.failure.empty()) {
    fail(index, measurement.failure);
    return;
  }
  expect_same_answer(index, measurement, fmt::format("repetition {}", course.next_repetition));
  if (course.over) {
    return;
  }
  Addition repeated{.ends = true, .news = collect(measurement, plan_, index, launch_number())};
  course.phases.insert(course.phases.end(), repeated.news.phases.begin(), repeated.news.phases.end());
  course.parts.insert(launch_number());
  const UseSeen& here = measurement.use.front();
  course.add(measurement, record(index).threads, here.after.stolen - here.before.stolen,
             seconds_between(commanded_, now()));
  warn(index, stage_warnings(measurement));
  tasks_run_ += static_cast<double>(measurement.tasks);
  time_in_tasks_ += measurement.time();
  file_.add(std::move(repeated));
  if (course.stopping.finished()) {
    finish(index);
  }
}

/// What its repetitions say of a case, whether it has had all of them or not.
void Conductor::judge(std::size_t index) {
  const Course& course = courses_[index];
  if (course.over || course.stopping.times().empty()) {
    return;
  }
  if (course.measured > 0) {
    const std::int64_t cores = record(index).cores;
    Seconds least = cores == 0 ? bound(plan_, plan_.cases[index], launch_, course.least)
                               : bound(plan_, plan_.cases[index], launch_.within(cores), course.least);
    if (course.parts.size() > 1) { // what the repetitions of an earlier part used is not kept
      least = std::min(least, std::ranges::min(course.stopping.times()));
    }
    record(index).bound_s = record(index).bound_s > 0 ? std::min(record(index).bound_s, least) : least;
  }
  warn(index,
       timing_warnings(course.stopping, clock_resolution_, launch_.share_of_node(course.stolen, course.elapsed)));
  if (!course.phases.empty()) {
    warn(index, device_warnings(result_.operations.at(static_cast<std::int64_t>(index)), course.phases));
  }
  warn(index, disturbance_warnings(course.disturbances));
  warn(index, parts_warning(course.parts));
  for (const auto& [rank, warning] : calibration_warnings_) {
    if (rank < record(index).ranks && record(index).steps + record(index).pace_steps > 0) {
      warn(index, {warning});
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

/// Those whose answers nobody can check without the oracle of that problem.
void Conductor::fail_owned(std::size_t owner, const std::string& why) {
  for (std::size_t index = 0; index < plan_.cases.size(); ++index) {
    if (owner_of(plan_.cases[index].problem) == owner && !courses_[index].over) {
      fail(index, why);
    }
  }
}

void Conductor::end(std::size_t index) {
  courses_[index].over = true;
  courses_[index].phases = {};
  courses_[index].disturbances = {};
  Addition over{.ends = true};
  over.news.cases.push_back(record(index));
  file_.add(std::move(over), GrowingFile::Due::now);
}

} // namespace sweep
