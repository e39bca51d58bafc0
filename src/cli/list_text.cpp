#include <fmt/format.h>

#include <array>
#include <functional>

#include "campaign/schedule.hpp"
#include "cli/nearest.hpp"
#include "cli/print.hpp"
#include "cli/quantity.hpp"
#include "cli/toml_reader.hpp"
#include "models/catalogue.hpp"
#include "workloads/catalogue.hpp"
#include "workloads/kernels/catalogue.hpp"

namespace sweep {
namespace {

using Rows = std::vector<std::vector<std::string>>;

/// What `sweep list` says of one thing.
struct Entry {
  std::string name;
  std::string summary;
  Rows parameters;
};

std::string default_text(const Parameter& parameter) {
  const bool is_text = std::holds_alternative<std::string>(parameter.initial);
  const bool is_empty = is_text && std::get<std::string>(parameter.initial).empty();
  return is_empty ? "none" : is_text ? to_string(parameter.initial) : value_text(parameter.initial, parameter.kind);
}

std::vector<std::string> parameter_row(const Parameter& parameter) {
  return {"  " + parameter.name, "default " + default_text(parameter), expectation(parameter), parameter.help};
}

std::vector<std::string> parameter_row(const SettingParameter& parameter) {
  return {"  " + parameter.name, fmt::format("default {:g} … {:g}", parameter.from, parameter.to),
          fmt::format("a number above {:g} and at most {:g}", parameter.above, parameter.maximum), parameter.help};
}

template <typename Descriptor>
std::vector<Entry> entries_with_parameters(std::span<const Descriptor> catalogue) {
  std::vector<Entry> entries;
  for (const Descriptor& descriptor : catalogue) {
    Entry& entry = entries.emplace_back(Entry{descriptor.name, descriptor.summary, {}});
    for (const auto& parameter : descriptor.parameters) {
      entry.parameters.push_back(parameter_row(parameter));
    }
  }
  return entries;
}

std::vector<Entry> schedule_entries() {
  std::vector<Entry> entries;
  for (const ScheduleDescriptor& schedule : schedules()) {
    entries.push_back({schedule.name, schedule.summary, {}});
  }
  return entries;
}

/// The words that a model's parameter `policy` may take.
std::vector<Entry> policy_entries() {
  std::vector<Entry> entries;
  for (const ModelDescriptor& model : models()) {
    for (const Parameter& parameter : model.parameters) {
      if (parameter.name == "policy") {
        for (const std::string& choice : parameter.choices) {
          entries.push_back({choice, "policy of model " + model.name, {}});
        }
      }
    }
  }
  return entries;
}

struct Catalogue {
  std::string name;
  std::function<std::vector<Entry>()> entries;
};

const std::array<Catalogue, 5>& catalogues() {
  static const std::array<Catalogue, 5> all{{{"workloads", [] { return entries_with_parameters(workloads()); }},
                                             {"models", [] { return entries_with_parameters(models()); }},
                                             {"kernels", [] { return entries_with_parameters(kernels()); }},
                                             {"schedules", schedule_entries},
                                             {"policies", policy_entries}}};
  return all;
}

template <typename Named>
std::vector<std::string> names_of(const Named& all) {
  std::vector<std::string> names;
  names.reserve(all.size());
  for (const auto& each : all) {
    names.push_back(each.name);
  }
  return names;
}

std::string entry_text(const Entry& entry) {
  return fmt::format("  {}: {}\n", entry.name, entry.summary) + aligned(entry.parameters);
}

std::string catalogue_text(const Catalogue& catalogue, const std::string& name) {
  const std::vector<Entry> entries = catalogue.entries();
  std::string text = catalogue.name + "\n";
  bool found = false;
  for (const Entry& entry : entries) {
    if (name.empty() || entry.name == name) {
      text += entry_text(entry);
      found = true;
    }
  }
  if (!name.empty() && !found) {
    throw UsageError(fmt::format("there is no '{}' among the {}", name, catalogue.name), "sweep list",
                     suggestion(name, names_of(entries)));
  }
  return found ? text : text + "  none yet\n";
}

} // namespace

std::string list_text(const std::string& what, const std::string& name) {
  std::string text;
  for (const Catalogue& catalogue : catalogues()) {
    if (what.empty() || catalogue.name == what) {
      text += text.empty() ? "" : "\n";
      text += catalogue_text(catalogue, name);
    }
  }
  if (text.empty()) {
    throw UsageError(fmt::format("'{}' cannot be listed", what), "sweep list",
                     suggestion(what, names_of(catalogues())));
  }
  if (what.empty()) {
    text += "\nevery experiment\n";
    Rows rows;
    for (const Parameter& parameter : harness_parameters()) {
      rows.push_back(parameter_row(parameter));
    }
    text += aligned(rows);
  }
  return text;
}

} // namespace sweep
