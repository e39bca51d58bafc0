#include "campaign/oracle.hpp"

#include <algorithm>
#include <utility>

namespace sweep {
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

std::set<std::string> varying_parameters(const Plan& plan, std::size_t experiment) {
  const Values* first = nullptr;
  std::set<std::string> varying;
  for (const Problem& problem : plan.problems) {
    if (problem.experiment != experiment) {
      continue;
    }
    first = first == nullptr ? &problem.values : first;
    for (const auto& [one, other] : {std::pair(first, &problem.values), std::pair(&problem.values, first)}) {
      for (const auto& [name, value] : *one) {
        if (const Value* its = other->find(name); its == nullptr || *its != value) {
          varying.insert(name);
        }
      }
    }
  }
  return varying;
}

EstimatesRecord estimates_of(const Plan& plan, const Problem& problem, const std::set<std::string>& varying,
                             InstructionSet instruction_set, const Oracle& oracle) {
  Values values;
  for (const auto& [name, value] : problem.values) {
    if (varying.contains(name)) {
      values.set(name, value);
    }
  }
  return {.experiment = plan.campaign.experiments[problem.experiment].name,
          .problem = problem.number,
          .varying = std::move(values),
          .table = problem.workload->settings->estimates(problem.context(plan.campaign.seed, instruction_set), oracle)};
}

} // namespace sweep
