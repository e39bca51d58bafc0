#pragma once

#include <cstdint>
#include <limits>
#include <set>
#include <string>
#include <vector>

#include "campaign/course.hpp"
#include "campaign/launch.hpp"
#include "campaign/plan.hpp"
#include "results/record.hpp"

namespace sweep {

/// Whether an earlier launch has checked the case's answer: its digest is known.
inline bool is_checked(const CaseRecord& record) {
  return record.checksum != 0;
}

constexpr Seconds never_ending = std::numeric_limits<Seconds>::infinity();

/// Makes the cases of `result` ready for its present launch, and notes in their courses what they have of it:
/// - of a new result they are those of the plan;
/// - a launch that begins anew measures all of them once more;
/// - one that goes on leaves those that are over, and keeps the repetitions of the others. A case at which three
///   launches in a row ended without a word, with no repetition finished between, is recorded as failed: it is likely
///   why. So is one for which the launch before had all its time, and ended in the middle of it, if the present launch
///   has not much more. Where it had failed already, its oracle is: the cases that lack it fail.
/// Warnings of the launches that go together are made anew, those of others stay. Returns the cases that it failed.
/// @param left  that the present launch has: for ever where nobody limits it
std::vector<std::size_t> ready_cases(const Plan& plan, const Launch& launch, Seconds left, Result& result,
                                     std::vector<Course>& courses);

/// Has the cases that failed for lack of time measured in a launch that goes on, which may have more of it.
void reopen_cases_that_lack_time(Result& result);

/// Adds the warnings that the case does not have yet. Those of a launch after the first begin with its number.
void add_warnings(const std::vector<LaunchRecord>& launches, CaseRecord& record,
                  const std::vector<std::string>& warnings);

/// Where several launches measured the repetitions of a case that go together, says so.
std::vector<std::string> parts_warning(const std::set<std::int64_t>& parts);

} // namespace sweep
