#pragma once

#include <cstdint>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "campaign/cases.hpp"

namespace sweep {

/// The words of all tasks of a problem, in task order: what every case must find, the base in the tasks it runs.
using Oracle = std::vector<std::uint64_t>;

/// The first task whose words differ, in words; empty where none does.
/// @param found  by the first of the tasks
/// @param tasks  so many
std::string difference(const Oracle& oracle, std::span<const std::uint64_t> found, std::int64_t tasks);

/// The parameters in which the problems of an experiment differ.
std::set<std::string> varying_parameters(const Plan& plan, std::size_t experiment);

/// What a person reads of them. The problem's workload has settings.
/// @param varying  what tells the problem from the others of its experiment
EstimatesRecord estimates_of(const Plan& plan, const Problem& problem, const std::set<std::string>& varying,
                             InstructionSet instruction_set, const Oracle& oracle);

} // namespace sweep
