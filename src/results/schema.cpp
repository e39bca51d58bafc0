#include "results/schema.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <set>
#include <stdexcept>
#include <type_traits>

namespace sweep {
namespace {

/// A column that is a member of a record.
template <typename Record>
struct Field {
  using Member = std::variant<std::int64_t Record::*, std::uint64_t Record::*, double Record::*, std::string Record::*>;

  std::string_view name;
  std::string_view unit;
  Member member;
};

constexpr std::array<Field<Sample>, 17> sample_fields{{
    {"case", "1", &Sample::case_index},
    {"repetition", "1", &Sample::repetition},
    {"order", "1", &Sample::order},
    {"rank", "1", &Sample::rank},
    {"wall_s", "s", &Sample::wall_s},
    {"cpu_s", "s", &Sample::cpu_s},
    {"wait_s", "s", &Sample::wait_s},
    {"lock_s", "s", &Sample::lock_s},
    {"dispatch_s", "s", &Sample::dispatch_s},
    {"idle_s", "s", &Sample::idle_s},
    {"tasks", "1", &Sample::tasks},
    {"rss_bytes", "B", &Sample::rss_bytes},
    {"peak_rss_bytes", "B", &Sample::peak_rss_bytes},
    {"rss_growth_bytes", "B", &Sample::rss_growth_bytes},
    {"stack_bytes", "B", &Sample::stack_bytes},
    {"voluntary_switches", "1", &Sample::voluntary_switches},
    {"involuntary_switches", "1", &Sample::involuntary_switches},
}};

/// Between `case` and `status`.
constexpr std::array<Field<CaseRecord>, 13> case_fields{{
    {"experiment", "", &CaseRecord::experiment},
    {"workload", "", &CaseRecord::workload},
    {"kernel", "", &CaseRecord::kernel},
    {"model", "", &CaseRecord::model},
    {"policy", "", &CaseRecord::policy},
    {"ranks", "1", &CaseRecord::ranks},
    {"threads", "1", &CaseRecord::threads},
    {"schedule", "", &CaseRecord::schedule},
    {"chunk", "1", &CaseRecord::chunk},
    {"tasks", "1", &CaseRecord::tasks},
    {"base", "1", &CaseRecord::base},
    {"wait_s", "s", &CaseRecord::wait_s},
    {"bound_s", "s", &CaseRecord::bound_s},
}};

constexpr std::array<CaseStatus, 3> statuses{CaseStatus::unfinished, CaseStatus::finished, CaseStatus::failed};
constexpr std::string_view separator = "\n";

/// One value a record, computed by `value`.
template <typename Record, typename Function>
Column column(std::string_view name, std::string_view unit, const std::vector<Record>& records, Function value) {
  std::vector<std::decay_t<std::invoke_result_t<Function, const Record&>>> values(records.size());
  std::ranges::transform(records, values.begin(), value);
  return {std::string(name), std::string(unit), std::move(values)};
}

template <typename Record>
Column column(const Field<Record>& field, const std::vector<Record>& records) {
  return std::visit([&](auto member) { return column(field.name, field.unit, records, std::mem_fn(member)); },
                    field.member);
}

template <typename Record>
void read_field(const Field<Record>& field, const Table& table, std::vector<Record>& records) {
  std::visit(
      [&](auto member) {
        using T = std::decay_t<decltype(Record{}.*member)>;
        const std::vector<T>& values = table.get<T>(field.name);
        for (std::size_t i = 0; i < records.size(); ++i) {
          records[i].*member = values[i];
        }
      },
      field.member);
}

std::string joined(const std::vector<std::string>& warnings) {
  std::string text;
  for (const std::string& warning : warnings) {
    text.append(text.empty() ? "" : separator).append(warning);
  }
  return text;
}

std::vector<std::string> split(std::string_view text) {
  std::vector<std::string> warnings;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(separator), text.size());
    warnings.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + separator.size(), text.size()));
  }
  return warnings;
}

CaseStatus parse_status(std::string_view text) {
  const auto* found = std::ranges::find(statuses, text, [](CaseStatus status) { return name(status); });
  if (found == statuses.end()) {
    throw std::out_of_range("no status '" + std::string(text) + "'");
  }
  return *found;
}

/// What stands where a case lacks a parameter.
template <typename T>
T missing() {
  if constexpr (std::is_same_v<T, double>) {
    return std::nan("");
  } else if constexpr (std::is_same_v<T, std::int64_t>) {
    return -1;
  } else {
    return {};
  }
}

template <typename T>
T widened(const Value& value) {
  if constexpr (std::is_same_v<T, std::string>) {
    return to_string(value);
  } else if (const auto* whole = std::get_if<std::int64_t>(&value)) {
    return static_cast<T>(*whole);
  } else {
    return std::get<T>(value);
  }
}

template <typename T>
Column parameter_column(const std::string& name, const Result& result) {
  const auto unit = result.parameter_units.find(name);
  const std::string_view plain = std::is_same_v<T, std::string> ? "" : "1";
  return column(name, unit == result.parameter_units.end() ? plain : unit->second, result.cases,
                [&](const CaseRecord& record) {
                  const Value* value = record.parameters.find(name);
                  return value == nullptr ? missing<T>() : widened<T>(*value);
                });
}

/// A parameter and the widest type it has: the index in Value of whole, real, text.
struct Extent {
  std::string name;
  std::size_t type;
};

std::vector<Extent> parameters_of(const std::vector<CaseRecord>& cases) {
  std::vector<Extent> extents;
  for (const CaseRecord& record : cases) {
    for (const auto& [name, value] : record.parameters) {
      const auto found = std::ranges::find(extents, name, &Extent::name);
      if (found == extents.end()) {
        extents.push_back({name, value.index()});
      } else {
        found->type = std::max(found->type, value.index());
      }
    }
  }
  return extents;
}

template <typename T>
void read_parameter(const std::string& name, const std::vector<T>& values, std::vector<CaseRecord>& cases) {
  if constexpr (std::is_constructible_v<Value, T> && !std::is_same_v<T, std::uint64_t>) {
    for (std::size_t i = 0; i < cases.size(); ++i) {
      const bool present = values[i] == values[i] && values[i] != missing<T>(); // NaN differs from itself
      if (present) {
        cases[i].parameters.set(name, values[i]);
      }
    }
  }
}

/// /cases without the columns of the parameters.
Table fixed_columns(const std::vector<CaseRecord>& cases) {
  Table table;
  std::int64_t index = 0;
  table.columns.push_back(column("case", "1", cases, [&](const CaseRecord&) { return index++; }));
  for (const auto& field : case_fields) {
    table.columns.push_back(column(field, cases));
  }
  table.columns.push_back(column("status", "", cases, [](const auto& each) { return std::string(name(each.status)); }));
  table.columns.push_back(column("error", "", cases, std::mem_fn(&CaseRecord::error)));
  table.columns.push_back(column("warnings", "", cases, [](const auto& each) { return joined(each.warnings); }));
  table.columns.push_back(column("checksum", "", cases, std::mem_fn(&CaseRecord::checksum)));
  return table;
}

} // namespace

std::string_view name(CaseStatus status) {
  switch (status) {
  case CaseStatus::unfinished:
    return "unfinished";
  case CaseStatus::finished:
    return "finished";
  case CaseStatus::failed:
    break;
  }
  return "failed";
}

Table cases_table(const Result& result) {
  Table table = fixed_columns(result.cases);
  for (const auto& [name, type] : parameters_of(result.cases)) {
    if (table.find(name) == nullptr) {
      table.columns.push_back(type == 0   ? parameter_column<std::int64_t>(name, result)
                              : type == 1 ? parameter_column<double>(name, result)
                                          : parameter_column<std::string>(name, result));
    }
  }
  return table;
}

Table samples_table(const std::vector<Sample>& samples) {
  Table table;
  for (const auto& field : sample_fields) {
    table.columns.push_back(column(field, samples));
  }
  return table;
}

void read_cases(const Table& table, Result& result) {
  std::vector<CaseRecord> cases(table.rows());
  for (const auto& field : case_fields) {
    read_field(field, table, cases);
  }
  for (std::size_t i = 0; i < cases.size(); ++i) {
    cases[i].status = parse_status(table.get<std::string>("status")[i]);
    cases[i].error = table.get<std::string>("error")[i];
    cases[i].warnings = split(table.get<std::string>("warnings")[i]);
    cases[i].checksum = table.get<std::uint64_t>("checksum")[i];
  }
  const Table fixed = fixed_columns({});
  for (const Column& column : table.columns) {
    if (fixed.find(column.name) == nullptr) {
      std::visit([&](const auto& values) { read_parameter(column.name, values, cases); }, column.values);
      if (!column.unit.empty()) {
        result.parameter_units[column.name] = column.unit;
      }
    }
  }
  result.cases = std::move(cases);
}

std::vector<Sample> read_samples(const Table& table) {
  std::vector<Sample> samples(table.rows());
  for (const auto& field : sample_fields) {
    read_field(field, table, samples);
  }
  return samples;
}

std::string estimates_name(std::string_view experiment) {
  std::string name;
  for (const char letter : experiment) {
    if (letter == '%') {
      name += "%25";
    } else if (letter == '/') {
      name += "%2F";
    } else if (letter == '.' && name.empty()) {
      name += "%2E";
    } else {
      name += letter;
    }
  }
  return name;
}

} // namespace sweep
