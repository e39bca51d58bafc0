#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <functional>
#include <iterator>

#include "campaign/schedule.hpp"
#include "cli/nearest.hpp"
#include "cli/print.hpp"
#include "cli/quantity.hpp"
#include "cli/toml_reader.hpp"
#include "models/catalogue.hpp"
#include "models/gil/catalogue.hpp"
#include "results/description.hpp"
#include "workloads/backends/catalogue.hpp"
#include "workloads/catalogue.hpp"
#include "workloads/executors/catalogue.hpp"
#include "workloads/kernels/catalogue.hpp"

namespace sweep {
namespace {

using Rows = std::vector<std::vector<std::string>>;

constexpr std::size_t columns = 120; // of a terminal

/// What `sweep list` says of one thing.
struct Entry {
  std::string name;
  std::string summary;
  Rows parameters;
};

std::string default_text(const Parameter& parameter) {
  const bool is_text = std::holds_alternative<std::string>(parameter.initial);
  const bool is_empty = is_text && std::get<std::string>(parameter.initial).empty();
  return is_empty ? "none" : value_text(parameter.initial, parameter.kind);
}

std::vector<std::string> parameter_row(const Parameter& parameter) {
  return {"  " + parameter.name, "default " + default_text(parameter), expectation(parameter), parameter.help};
}

/// One that is not swept has its first value unless a person makes it an axis.
std::vector<std::string> parameter_row(const SettingParameter& parameter) {
  return {"  " + parameter.name,
          parameter.numbered ? fmt::format("default {:g}, {:g}, …", parameter.from, parameter.from + 1)
          : parameter.swept  ? fmt::format("default {:g} … {:g}", parameter.from, parameter.to)
                             : fmt::format("default {:g}", parameter.from),
          fmt::format("a {}number above {:g} and at most {:g}", parameter.whole ? "whole " : "", parameter.above,
                      parameter.maximum) +
              (parameter.unit == "1" ? "" : ", in " + parameter.unit),
          parameter.help};
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

/// With what they measure beside their times.
std::vector<Entry> workload_entries() {
  std::vector<Entry> entries = entries_with_parameters(workloads());
  for (std::size_t i = 0; i < entries.size(); ++i) {
    for (const MeasureText& each : workloads()[i].measures) {
      entries[i].parameters.push_back(
          {"  " + each.name, "measured", each.unit == "1" ? "a number" : "in " + each.unit, each.meaning});
    }
  }
  return entries;
}

std::vector<Entry> kernel_entries() {
  std::vector<Entry> entries = entries_with_parameters(kernels());
  for (std::size_t i = 0; i < entries.size(); ++i) {
    for (const EstimateColumn& each : estimate_columns(kernels()[i])) {
      entries[i].parameters.push_back(
          {"  " + each.name, "estimated", each.unit == "1" ? "a number" : "in " + each.unit, each.meaning});
    }
  }
  entries.push_back(
      {"FILE",
       "one of yours: kernel = \"mine.cpp\" or \"mine.so\", beside the campaign file, compiled and checked "
       "by `sweep run`; it defines what src/workloads/kernels/sweep_kernel.h declares, as the example in "
       "src/README.md does",
       {}});
  return entries;
}

std::vector<Entry> executor_entries() {
  std::vector<Entry> entries;
  for (const ExecutorDescriptor& executor : executors()) {
    entries.push_back({executor.name, executor.summary, {{"  needs", executor.needs}}});
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

/// The tables of the result file, each with its columns.
std::vector<Entry> column_entries() {
  std::vector<Entry> entries;
  for (const ColumnText& each : column_texts()) {
    if (entries.empty() || entries.back().name != each.table) {
      entries.push_back({each.table, "table of the result file", {}});
    }
    entries.back().parameters.push_back({"  " + each.column, each.unit, each.role,
                                         each.since == 1 ? "" : fmt::format("since version {}", each.since),
                                         each.meaning});
  }
  return entries;
}

struct Catalogue {
  std::string name;
  std::function<std::vector<Entry>()> entries;
  bool only_when_asked = false; ///< Not in the list of everything.
};

const std::array<Catalogue, 8>& catalogues() {
  static const std::array<Catalogue, 8> all{{{"workloads", workload_entries},
                                             {"models", [] { return entries_with_parameters(models()); }},
                                             {"kernels", kernel_entries},
                                             {"backends", [] { return entries_with_parameters(backends()); }},
                                             {"schedules", schedule_entries},
                                             {"policies", [] { return entries_with_parameters(policies()); }},
                                             {"executors", executor_entries},
                                             {"columns", column_entries, true}}};
  return all;
}

/// A row's first cell, and behind it all others, on as many lines as they take in a terminal.
std::string rows_text(const Rows& rows) {
  std::size_t widest = 0;
  for (const auto& row : rows) {
    widest = std::max(widest, characters(row.front()));
  }
  std::string text;
  for (const auto& row : rows) {
    std::vector<std::string> told;
    std::copy_if(row.begin() + 1, row.end(), std::back_inserter(told),
                 [](const std::string& cell) { return !cell.empty(); });
    const std::string indent(widest + 4, ' ');
    const std::string name = "  " + row.front();
    const std::string lines = wrapped(fmt::format("{}", fmt::join(told, " · ")), indent, columns);
    text += name + lines.substr(std::min(characters(name), lines.size()));
  }
  return text;
}

std::string entry_text(const Entry& entry) {
  return wrapped(fmt::format("{}: {}", entry.name, entry.summary), "  ", columns) + rows_text(entry.parameters);
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
  return text;
}

} // namespace

std::string list_text(const std::string& what, const std::string& name) {
  std::string text;
  for (const Catalogue& catalogue : catalogues()) {
    if (what.empty() ? !catalogue.only_when_asked : catalogue.name == what) {
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
    text += rows_text(rows);
  }
  return text;
}

} // namespace sweep
