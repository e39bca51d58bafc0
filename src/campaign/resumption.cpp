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
  for (auto begin = all.begin(); begin != all.end();) {
    const auto end = std::find_if(begin, all.end(), [&](const Sample& each) {
      return each.case_index != begin->case_index || each.repetition != begin->repetition;
    });
    const auto index = static_cast<std::size_t>(begin->case_index);
    courses[index].next_repetition = begin->repetition + 1;
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

/// The case that the last three launches before the present one were at when they ended without a word, of which the
/// second and third finished no repetition; none: -1.
std::int64_t fatal_case(const std::vector<LaunchRecord>& launches) {
  constexpr std::size_t in_a_row = 3;
  if (launches.size() <= in_a_row) {
    return -1;
  }
  const auto last = launches.end() - 1;
  const auto first = last - in_a_row;
  const bool all_there = std::all_of(
      first, last, [&](const LaunchRecord& each) { return each.end.empty() && each.under_way == first->under_way; });
  const bool nothing_between =
      std::all_of(first + 1, last, [](const LaunchRecord& each) { return each.repetitions == 0; });
  return all_there && nothing_between ? first->under_way : -1;
}

/// Fails the case. Where it has failed before, being the base of others, it was their oracle that ran: nobody can check
/// their answers. Returns those that it failed.
std::vector<std::size_t> fail_fatal_case(const Plan& plan, Result& result) {
  std::vector<std::size_t> failed;
  const std::int64_t fatal = fatal_case(result.launches);
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
      record.error = fmt::format("three launches in a row were killed while {} ran, with nothing finished between: it "
                                 "may need more memory than there is; see the log of the launcher",
                                 was_oracle ? "its serial oracle" : "it");
      failed.push_back(static_cast<std::size_t>(record.index));
    }
  }
  return failed;
}

} // namespace

std::vector<std::size_t> ready_cases(const Plan& plan, const Launch& launch, Result& result,
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
    failed = fail_fatal_case(plan, result);
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
