#include "cli/campaign_difference.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <sstream>

namespace sweep {
namespace {

using KeyValues = std::map<std::string, std::string>; ///< By place and key: "experiment 1: draws" -> "1000".

std::string text_of(const toml::node& node) {
  std::ostringstream text;
  node.visit([&](const auto& value) { text << value; });
  return text.str();
}

void flatten(const toml::table& table, const std::string& before, KeyValues& settings) {
  for (const auto& [key, node] : table) {
    const std::string name(key.str());
    if (const toml::table* const inner = node.as_table()) {
      flatten(*inner, before + name + ".", settings);
    } else if (const toml::array* const array = node.as_array(); array != nullptr && array->is_array_of_tables()) {
      for (std::size_t i = 0; i < array->size(); ++i) {
        flatten(*(*array)[i].as_table(), fmt::format("{} {}: ", name, i + 1), settings);
      }
    } else {
      settings[before + name] = text_of(node);
    }
  }
}

KeyValues settings_of(const std::string& toml) {
  KeyValues settings;
  flatten(toml::parse(toml), "", settings);
  settings.erase("campaign.seed"); // compared by its value, which may stand nowhere
  settings.erase("campaign.time_limit");
  settings.erase("campaign.launches");
  return settings;
}

std::string value_in(const KeyValues& settings, const std::string& key) {
  const auto found = settings.find(key);
  return found == settings.end() ? "not given" : found->second;
}

/// As the file stores it, where a parameter with nothing to say is missing, and a column of numbers has one type.
std::string stored_text(const Value* value) {
  if (value == nullptr) {
    return {};
  }
  if (const auto* const whole = std::get_if<std::int64_t>(value)) {
    return *whole == -1 ? "" : fmt::format("{}", static_cast<double>(*whole));
  }
  const auto* const real = std::get_if<double>(value);
  return real == nullptr ? to_string(*value) : std::isnan(*real) || *real == -1 ? "" : fmt::format("{}", *real);
}

std::string parameter_difference(const CaseRecord& there, const CaseRecord& here) {
  for (const auto& [name, value] : here.parameters) {
    const std::string known = stored_text(there.parameters.find(name));
    const std::string asked = stored_text(&value);
    if (known != asked) {
      return fmt::format("{} is '{}' there and '{}' here", name, known, asked);
    }
  }
  return {};
}

} // namespace

std::string campaign_difference(const std::string& there, const std::string& here) {
  const KeyValues before = settings_of(there);
  const KeyValues now = settings_of(here);
  KeyValues keys = before;
  keys.insert(now.begin(), now.end());
  std::string words;
  for (const auto& [key, value] : keys) {
    const std::string old_value = value_in(before, key);
    const std::string new_value = value_in(now, key);
    if (old_value != new_value) {
      words += fmt::format("{}{} is {} there and {} here", words.empty() ? "" : "; ", key, old_value, new_value);
    }
  }
  return words;
}

std::string case_difference(const Plan& plan, const Result& file) {
  const std::size_t common = std::min(plan.cases.size(), file.cases.size());
  for (std::size_t i = 0; i < common; ++i) {
    const CaseRecord& here = plan.cases[i].record;
    const CaseRecord& there = file.cases[i];
    const auto differ = [&](const char* name, const auto& before, const auto& now) {
      return before == now ? std::string() : fmt::format("{} is {} there and {} here", name, before, now);
    };
    for (const std::string& words :
         {differ("experiment", there.experiment, here.experiment), differ("workload", there.workload, here.workload),
          differ("model", there.model, here.model), differ("ranks", there.ranks, here.ranks),
          differ("threads", there.threads, here.threads), differ("schedule", there.schedule, here.schedule),
          differ("chunk", there.chunk, here.chunk), differ("tasks", there.tasks, here.tasks),
          parameter_difference(there, here)}) {
      if (!words.empty()) {
        return fmt::format("case {}: {}", i, words);
      }
    }
  }
  return plan.cases.size() == file.cases.size()
             ? ""
             : fmt::format("it has {} cases, and this launch {}", file.cases.size(), plan.cases.size());
}

} // namespace sweep
