#pragma once

#include <cstdint>
#include <string>

#include "campaign/cases.hpp"

namespace sweep {

/// The first so many cores of a node are all that a case may use; 0: no such limit.
std::int64_t cores_of(const Values& combination);

/// Every name with its value, so that two are the same text only where they are the same.
std::string key_of(const Values& values);

/// Two cases of an experiment are the same where this is.
std::string key_of(const Case& of);

/// Who runs it and how, not yet what is recorded of it.
Case case_of(const Values& combination, std::size_t problem);

/// What tells its base from others of its problem.
Values base_values(const Case& of);

/// Of the schedule, where no chunk was asked for.
std::int64_t default_chunk(const ScheduleDescriptor& schedule, const CaseRecord& record);

/// What Rules::refuse_case is asked about.
Arrangement arrangement(const Case& of);

/// Every parameter of workload and model that has no column of its own in /cases.
void record_parameters(const Values& values, CaseRecord& record);

} // namespace sweep
