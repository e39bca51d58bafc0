#include "results/decision_rules.hpp"

#include <algorithm>
#include <array>

namespace sweep {
namespace {

constexpr std::array<std::string_view, 4> names{"no", "okay", "good", "excellent"};

bool is(HowMany how_many, std::int64_t number) {
  return how_many == HowMany::any || (how_many == HowMany::several) == (number > 1);
}

/// What stands in a column of /cases that conditions may name; none where the case has no such thing.
std::optional<std::string> text_in(const CaseRecord& record, const std::string& column) {
  if (column == "model") {
    return record.model;
  }
  if (column == "workload") {
    return record.workload;
  }
  if (column == "schedule") {
    return record.schedule;
  }
  const Value* value = record.parameters.find(column);
  return value == nullptr ? std::nullopt : std::optional(to_string(*value));
}

bool meets(const CaseRecord& record, const Conditions& conditions) {
  return std::ranges::all_of(conditions, [&record](const auto& condition) {
    const std::optional<std::string> text = text_in(record, condition.first);
    return text && std::ranges::find(condition.second, *text) != condition.second.end();
  });
}

} // namespace

std::string_view name(Fitness fitness) {
  return names[static_cast<std::size_t>(fitness)];
}

Fitness Thresholds::grade(double speedup, double share) const {
  return speedup < gain || share < okay ? Fitness::no
         : share < good                 ? Fitness::okay
         : share < excellent            ? Fitness::good
                                        : Fitness::excellent;
}

bool Way::has(const CaseRecord& record) const {
  return is(ranks, record.ranks) && is(threads, record.threads) &&
         std::ranges::any_of(where, [&record](const Conditions& each) { return meets(record, each); });
}

int DecisionRules::way_of(const CaseRecord& record) const {
  const auto found = std::ranges::find_if(ways, [&record](const Way& way) { return way.has(record); });
  return found == ways.end() ? -1 : static_cast<int>(found - ways.begin());
}

} // namespace sweep
