#include "campaign/oracle.hpp"

#include <algorithm>

namespace sweep {
namespace {

/// The parameters in which the problems of an experiment differ, as `problem` has them.
Values varying(const Plan& plan, const Problem& problem) {
  Values values;
  for (const auto& [name, value] : problem.values) {
    for (const Problem& other : plan.problems) {
      const Value* its = other.experiment == problem.experiment ? other.values.find(name) : &value;
      if (its == nullptr || *its != value) {
        values.set(name, value);
      }
    }
  }
  return values;
}

} // namespace

std::string difference(const Oracle& oracle, std::span<const std::uint64_t> found, std::int64_t tasks) {
  const std::span expected = std::span(oracle).first(found.size());
  const auto place = std::ranges::mismatch(expected, found).in1;
  if (place == expected.end()) {
    return {};
  }
  const auto index = static_cast<std::size_t>(place - expected.begin());
  const std::size_t width = expected.size() / static_cast<std::size_t>(tasks);
  return "wrong answer: task " + std::to_string(index / width) + " found " + std::to_string(found[index]) +
         " where the serial oracle found " + std::to_string(expected[index]);
}

EstimatesRecord estimates_of(const Plan& plan, const Problem& problem, InstructionSet instruction_set,
                             const Oracle& oracle) {
  return {.experiment = plan.campaign.experiments[problem.experiment].name,
          .problem = problem.number,
          .varying = varying(plan, problem),
          .table = problem.workload->settings->estimates(problem.context(plan.campaign.seed, instruction_set), oracle)};
}

} // namespace sweep
