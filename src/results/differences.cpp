#include "results/differences.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <set>
#include <sstream>
#include <string_view>
#include <utility>

#include "results/schema.hpp"

namespace sweep {
namespace {

/// By name, in order of first mention: all that a side says of it.
using Facts = std::vector<std::pair<std::string, std::set<std::string>>>;

constexpr std::string_view environment = "environment";

/// What no two launches share, or what is measured anew in each.
constexpr std::array<std::string_view, 10> own_of_launch{
    "launch",    "label",     "began",       "ended",        "end",
    "continues", "under_way", "repetitions", "load_average", "clock_resolution_s"};

std::set<std::string>& texts_of(Facts& facts, const std::string& name) {
  auto known = std::ranges::find(facts, name, &Facts::value_type::first);
  if (known == facts.end()) {
    known = facts.insert(facts.end(), {name, {}});
  }
  return known->second;
}

/// Of the environment each variable is a fact of its own, by name.
void add(Facts& facts, const std::string& name, const std::string& text) {
  if (name != environment) {
    texts_of(facts, name).insert(text);
    return;
  }
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    const std::size_t end = std::min(line.find('='), line.size());
    texts_of(facts, name + ' ' + line.substr(0, end)).insert(line.substr(std::min(end + 1, line.size())));
  }
}

bool is_own(std::string_view name) {
  return std::ranges::find(own_of_launch, name) != own_of_launch.end();
}

/// The columns of /launches that are text or whole numbers: what is a real number there is measured.
void add_launches(Facts& facts, const std::vector<LaunchRecord>& launches) {
  const Table table = launches_table(launches);
  for (const Column& column : table.columns) {
    if (is_own(column.name)) {
      continue;
    }
    if (const auto* texts = std::get_if<std::vector<std::string>>(&column.values)) {
      std::ranges::for_each(*texts, [&](const std::string& text) { add(facts, column.name, text); });
    } else if (const auto* numbers = std::get_if<std::vector<std::int64_t>>(&column.values)) {
      std::ranges::for_each(*numbers, [&](std::int64_t number) { add(facts, column.name, std::to_string(number)); });
    }
  }
}

Facts facts_of(std::span<const Side> sides) {
  Facts facts;
  for (const Side& side : sides) {
    add(facts, "seed", std::to_string(side.campaign.seed));
    add_launches(facts, side.launches);
    for (const auto& [name, value] : side.provenance) {
      if (!is_own(name)) {
        add(facts, name, to_string(value));
      }
    }
  }
  return facts;
}

std::vector<std::string> without(const std::set<std::string>& all, const std::set<std::string>& taken_away) {
  std::vector<std::string> left;
  std::ranges::set_difference(all, taken_away, std::back_inserter(left));
  return left;
}

/// Gives `facts` the variables that `others` have, as not set.
void add_unset(Facts& facts, const Facts& others) {
  for (const auto& [name, texts] : others) {
    if (name.starts_with(environment)) {
      texts_of(facts, name);
    }
  }
}

/// What an older file does not say is no difference.
std::vector<Difference> differences_between(Facts ours, Facts theirs) {
  add_unset(ours, theirs);
  add_unset(theirs, ours);
  std::vector<Difference> differences;
  for (const auto& [name, texts] : ours) {
    const auto found = std::ranges::find(theirs, name, &Facts::value_type::first);
    if (found != theirs.end() && found->second != texts) {
      differences.push_back({name, without(texts, found->second), without(found->second, texts)});
    }
  }
  return differences;
}

} // namespace

std::vector<Difference> differences_between(const LaunchRecord& base, const LaunchRecord& other) {
  Facts ours;
  Facts theirs;
  add_launches(ours, {base});
  add_launches(theirs, {other});
  return differences_between(std::move(ours), std::move(theirs));
}

std::vector<Difference> differences_between(const Side& base, std::span<const Side> others) {
  std::vector<Difference> differences = differences_between(facts_of({&base, 1}), facts_of(others));
  const auto same_text = [&](const Side& side) { return side.campaign.toml == base.campaign.toml; };
  if (!std::ranges::all_of(others, same_text)) {
    differences.push_back({"campaign", {"its text"}, {"another text"}});
  }
  return differences;
}

std::string facts_text(const std::vector<std::string>& facts) {
  std::string text;
  for (const std::string& each : facts) {
    text += (text.empty() ? "" : "; ") + (each.empty() ? "''" : each);
  }
  return text.empty() ? "–" : text;
}

} // namespace sweep
