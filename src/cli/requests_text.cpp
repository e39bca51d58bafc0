#include "cli/requests_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace sweep {
namespace {

struct Requests {
  std::int64_t least = 0;
  std::int64_t most = 0;
};

/// "1,500": as people write it.
std::string count_text(std::int64_t count) {
  std::string text = std::to_string(count);
  for (std::size_t place = text.size(); place > 3;) {
    place -= 3;
    text.insert(place, 1, ',');
  }
  return text;
}

} // namespace

std::string requests_text(const Plan& plan) {
  const Repetitions& repetitions = plan.campaign.repetitions;
  std::map<std::string, Requests> asked;
  const auto add = [&](const Case& planned, std::int64_t least, std::int64_t most) {
    const Problem& problem = plan.problems[planned.problem];
    const std::string& whom = problem.cost.asks;
    if (!whom.empty()) {
      const auto tasks = static_cast<std::int64_t>(planned.record.tasks);
      asked[whom].least += tasks * least;
      asked[whom].most += tasks * most;
    }
  };
  std::map<std::size_t, const Case*> largest; // by problem: its oracle runs all tasks that a case has
  for (const Case& planned : plan.cases) {
    const std::int64_t others = 1 + plan.campaign.warmup; // the check and the warm-up
    add(planned, others + repetitions.min, others + repetitions.max);
    const Case*& known = largest[planned.problem];
    known = known == nullptr || known->record.tasks < planned.record.tasks ? &planned : known;
  }
  for (const auto& [problem, planned] : largest) {
    add(*planned, 1, 1);
  }
  std::string text;
  for (const auto& [whom, requests] : asked) {
    text += fmt::format("{} gets about {} to {} requests, those not counted that are made again\n", whom,
                        count_text(requests.least), count_text(requests.most));
  }
  return text;
}

} // namespace sweep
