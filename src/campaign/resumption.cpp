#include "campaign/resumption.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "campaign/warnings.hpp"
#include "results/launches.hpp"

namespace sweep {
namespace {

/// With which warnings of a launch begin; of the first, nothing.
std::string prefix_of(std::int64_t launch) {
  return launch == 0 ? "" : fmt::format("launch {}: ", launch);
}

bool belongs_to(std::int64_t launch, const std::string& warning) {
  return launch == 0 ? !warning.starts_with("launch ") : warning.starts_with(prefix_of(launch));
}

/// Has courses know the repetitions of their cases, whose rows stand together.
void restore(const Result& result, const std::vector<std::int64_t>& together, std::vector<Course>& courses) {
  const std::vector<Sample>& all = result.samples;
  const auto shorter = [](const Sample& a, const Sample& b) { return a.wall_s < b.wall_s; };
  for (auto begin = all.begin(); begin != all.end();) {
    const auto end = std::find_if(begin, all.end(), [&](const Sample& each) {
      return each.case_index != begin->case_index || each.repetition != begin->repetition;
    });
    const auto index = static_cast<std::size_t>(begin->case_index);
    courses[index].next_repetition = begin->repetition + 1;
    courses[index].add_wall(std::max_element(begin, end, shorter)->wall_s);
    if (!courses[index].over && std::ranges::binary_search(together, begin->launch)) {
      courses[index].restore({begin, end}, result.cases[index].threads);
    }
    begin = end;
  }
  for (const PhaseSample& each : result.phases) {
    Course& course = courses[static_cast<std::size_t>(each.case_index)];
    if (!course.over && std::ranges::binary_search(together, each.launch)) {
      course.phases.push_back(each);
    }
  }
}

/// What no launch gets beyond.
struct Obstacle {
  std::int64_t under_way = -1; ///< The case, or its oracle; -1: there is none.
  std::string why;             ///< With {} where it says which of them it is.
};

/// The case that the last three launches before the present one were at when they ended without a word, or since a rank
/// was gone; of which the second and third finished no repetition.
Obstacle fatal_case(const std::vector<LaunchRecord>& launches) {
  constexpr std::size_t in_a_row = 3;
  if (launches.size() <= in_a_row) {
    return {};
  }
  const auto last = launches.end() - 1;
  const auto first = last - in_a_row;
  const bool all_there = std::all_of(first, last, [&](const LaunchRecord& each) {
    return (each.end.empty() || each.end == rank_gone) && each.under_way == first->under_way;
  });
  const bool nothing_between =
      std::all_of(first + 1, last, [](const LaunchRecord& each) { return each.repetitions == 0; });
  return {.under_way = all_there && nothing_between ? first->under_way : -1,
          .why = "three launches in a row were killed while {} ran, with nothing finished between: it may need more "
                 "memory than there is; see the log of the launcher"};
}

/// The case that the launch before the present one was at from its beginning to the end of its time. One that goes on
/// begins with what the one before it was at.
Obstacle endless_case(const std::vector<LaunchRecord>& launches, Seconds left) {
  constexpr double much_more = 1.5;
  if (launches.size() < 3) {
    return {};
  }
  const LaunchRecord& last = *(launches.end() - 2);
  const LaunchRecord& one_before = *(launches.end() - 3);
  const Seconds it_had = seconds_of_utc_time(last.ended) - seconds_of_utc_time(last.began);
  const bool had_all = last.continues >= 0 && last.repetitions == 0 && last.under_way == one_before.under_way &&
                       (last.end == "end of the job" || last.end == "time limit");
  return {.under_way = had_all && left < much_more * it_had ? last.under_way : -1,
          .why =
              lacks_time + fmt::format("{{}} had all of the {:.0f} s of a launch, and did not end: give more (sbatch "
                                       "--time, --time-limit) and go on with --resume, or give it less to do",
                                       it_had)};
}

/// Fails the case. Where it has failed before, being the base of others, it was their oracle that ran: nobody can check
/// their answers. Returns those that it failed.
std::vector<std::size_t> fail_obstacle(const Plan& plan, const Obstacle& obstacle, Result& result) {
  std::vector<std::size_t> failed;
  const std::int64_t fatal = obstacle.under_way;
  if (fatal < 0) {
    return failed;
  }
  const bool was_oracle = result.cases[static_cast<std::size_t>(fatal)].status != CaseStatus::unfinished;
  for (CaseRecord& record : result.cases) {
    const std::size_t problem = plan.cases[static_cast<std::size_t>(record.index)].problem;
    const bool is_meant =
        was_oracle ? std::cmp_equal(plan.problems[problem].base, fatal) && !is_checked(record) : record.index == fatal;
    if (is_meant && record.status == CaseStatus::unfinished) {
      record.status = CaseStatus::failed;
      record.error = fmt::format(fmt::runtime(obstacle.why), was_oracle ? "its serial oracle" : "it");
      failed.push_back(static_cast<std::size_t>(record.index));
    }
  }
  return failed;
}

} // namespace

void reopen_cases_that_lack_time(Result& result) {
  for (CaseRecord& each : result.cases) {
    if (each.status == CaseStatus::failed && each.error.starts_with(lacks_time)) {
      each.status = CaseStatus::unfinished;
      each.error.clear();
      result.complete = false;
    }
  }
}

std::vector<std::size_t> ready_cases(const Plan& plan, const Launch& launch, Seconds left, Result& result,
                                     std::vector<Course>& courses) {
  const std::vector<std::int64_t> together = going_together(result.launches);
  const bool goes_on = together.size() > 1;
  const bool is_new = result.cases.empty();
  for (std::size_t index = 0; index < plan.cases.size(); ++index) {
    const Case& planned = plan.cases[index];
    if (is_new) {
      result.cases.push_back(planned.record);
      result.cases.back().index = static_cast<std::int64_t>(index);
    }
    CaseRecord& record = result.cases[index];
    if (!goes_on) {
      record.checksum = record.status == CaseStatus::failed ? 0 : record.checksum;
      record.status = CaseStatus::unfinished;
      record.error.clear();
    }
    if (record.status == CaseStatus::unfinished) {
      std::erase_if(record.warnings, [&](const std::string& each) { return belongs_to(together.front(), each); });
      const bool uses_devices = plan.problems[planned.problem].cost.uses_devices;
      add_warnings(result.launches, record, placement_warnings(record, launch, uses_devices));
    }
  }
  std::vector<std::size_t> failed;
  if (goes_on) {
    for (const Obstacle& each : {fatal_case(result.launches), endless_case(result.launches, left)}) {
      std::ranges::copy(fail_obstacle(plan, each, result), std::back_inserter(failed));
    }
  }
  for (std::size_t index = 0; index < courses.size(); ++index) {
    courses[index].over = result.cases[index].status != CaseStatus::unfinished;
  }
  restore(result, together, courses);
  return failed;
}

void add_warnings(const std::vector<LaunchRecord>& launches, CaseRecord& record,
                  const std::vector<std::string>& warnings) {
  const std::string prefix = prefix_of(going_together(launches).front());
  for (const std::string& each : warnings) {
    const auto is_known = [&](const std::string& text) {
      return std::ranges::find(record.warnings, text) != record.warnings.end();
    };
    if (!is_known(each) && !is_known(prefix + each)) {
      record.warnings.push_back(prefix + each);
    }
  }
}

std::vector<std::string> parts_warning(const std::set<std::int64_t>& parts) {
  if (parts.size() < 2) {
    return {};
  }
  return {fmt::format("parts: launches {} measured it in parts; between launches times differ more than within one",
                      fmt::join(parts, ", "))};
}

} // namespace sweep
