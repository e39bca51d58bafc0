#include "results/schema.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <stdexcept>
#include <type_traits>

namespace sweep {
namespace {

constexpr std::array<CaseStatus, 3> statuses{CaseStatus::unfinished, CaseStatus::finished, CaseStatus::failed};
constexpr std::string_view separator = "\n";

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

constexpr ColumnOf<Sample> sample_columns[]{
#define SWEEP_COLUMN(type, member, name, unit, since, missing, over_stages, meaning)                                   \
  {name, unit, &Sample::member, meaning, since, OverStages::over_stages},
#include "results/columns/samples.def"
#undef SWEEP_COLUMN
};

constexpr ColumnOf<LaunchRecord> launch_columns[]{
#define SWEEP_COLUMN(type, member, name, unit, since, missing, over_stages, meaning)                                   \
  {name, unit, &LaunchRecord::member, meaning, since, OverStages::over_stages},
#include "results/columns/launches.def"
#undef SWEEP_COLUMN
};

constexpr ColumnOf<CaseRecord> case_columns[]{
#define SWEEP_COLUMN(type, member, name, unit, since, missing, over_stages, meaning)                                   \
  {name, unit, &CaseRecord::member, meaning, since, OverStages::over_stages},
#include "results/columns/cases.def"
#undef SWEEP_COLUMN
    {"status", "",
     ColumnOf<CaseRecord>::Text{[](const CaseRecord& each) { return std::string(name(each.status)); },
                                [](CaseRecord& each, const std::string& text) { each.status = parse_status(text); }},
     "unfinished, finished or failed"},
    {"error", "", &CaseRecord::error, "why it failed"},
    {"warnings", "",
     ColumnOf<CaseRecord>::Text{[](const CaseRecord& each) { return joined(each.warnings); },
                                [](CaseRecord& each, const std::string& text) { each.warnings = split(text); }},
     "what a reader of its numbers must know, one a line"},
    {"checksum", "", &CaseRecord::checksum, "digest of the exact tally, the same for every case with the same work"},
};

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

/// Of a parameter that nothing is known of: a plain number.
ParameterText text_of(const std::string& name, const Result& result) {
  const auto known = result.parameters.find(name);
  return known == result.parameters.end() ? ParameterText{} : known->second;
}

template <typename T>
Column parameter_column(const std::string& name, const Result& result) {
  std::vector<T> values;
  for (const CaseRecord& record : result.cases) {
    const Value* value = record.parameters.find(name);
    values.push_back(value == nullptr ? missing<T>() : widened<T>(*value));
  }
  return {name, std::is_same_v<T, std::string> ? "" : text_of(name, result).unit, std::move(values)};
}

/// A parameter and the widest type it has: the index in Value of whole, real, text.
struct Extent {
  std::string name;
  std::size_t type;
};

/// In order of first mention; then those that no case has, but which choose, or had a column in the file.
std::vector<Extent> parameters_of(const Result& result) {
  std::vector<Extent> extents;
  for (const CaseRecord& record : result.cases) {
    for (const auto& [name, value] : record.parameters) {
      const auto found = std::ranges::find(extents, name, &Extent::name);
      if (found == extents.end()) {
        extents.push_back({name, value.index()});
      } else {
        found->type = std::max(found->type, value.index());
      }
    }
  }
  for (const auto& [name, text] : result.parameters) {
    if ((text.chooses || text.column) && std::ranges::find(extents, name, &Extent::name) == extents.end()) {
      extents.push_back({name, text.column.value_or(Value(std::string()).index())});
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

bool is_case_column(std::string_view name) {
  return std::ranges::find(case_columns, name, &ColumnOf<CaseRecord>::name) != std::ranges::end(case_columns);
}

Table cases_table(const Result& result) {
  Table table = to_table(ColumnsOf<CaseRecord>(case_columns), result.cases);
  for (const auto& [name, type] : parameters_of(result)) {
    if (!is_case_column(name)) {
      table.columns.push_back(type == 0   ? parameter_column<std::int64_t>(name, result)
                              : type == 1 ? parameter_column<double>(name, result)
                                          : parameter_column<std::string>(name, result));
    }
  }
  return table;
}

Table samples_table(const std::vector<Sample>& samples) {
  return to_table(ColumnsOf<Sample>(sample_columns), samples);
}

void add_stage(Sample& sum, const Sample& stage, double before) {
  add_stage(ColumnsOf<Sample>(sample_columns), sum, stage, before);
}

void read_cases(const Table& table, std::int64_t version, Result& result) {
  result.cases = to_records(ColumnsOf<CaseRecord>(case_columns), table, version);
  for (std::size_t i = 0; i < result.cases.size(); ++i) {
    if (result.cases[i].index != static_cast<std::int64_t>(i)) {
      throw std::out_of_range("case " + std::to_string(result.cases[i].index) + " in row " + std::to_string(i));
    }
  }
  for (const Column& column : table.columns) {
    if (!is_case_column(column.name)) {
      std::visit([&](const auto& values) { read_parameter(column.name, values, result.cases); }, column.values);
      ParameterText& text = result.parameters[column.name];
      text.unit = column.unit.empty() ? "1" : column.unit;
      text.column = std::holds_alternative<std::vector<std::int64_t>>(column.values) ? Value(std::int64_t{}).index()
                    : std::holds_alternative<std::vector<double>>(column.values)     ? Value(double{}).index()
                                                                                     : Value(std::string()).index();
    }
  }
}

Table changed_cases_table(const std::vector<CaseRecord>& cases) {
  return to_table(ColumnsOf<CaseRecord>(case_columns), cases);
}

std::vector<CaseRecord> read_changed_cases(const Table& table, std::int64_t version) {
  return to_records(ColumnsOf<CaseRecord>(case_columns), table, version);
}

std::vector<Sample> read_samples(const Table& table, std::int64_t version) {
  return to_records(ColumnsOf<Sample>(sample_columns), table, version);
}

std::vector<Sample> read_times(const Table& table, std::int64_t version) {
  constexpr std::array<std::string_view, 5> wanted{"case", "launch", "repetition", "rank", "wall_s"};
  static const std::vector<ColumnOf<Sample>> columns = [&] {
    std::vector<ColumnOf<Sample>> some;
    std::ranges::copy_if(sample_columns, std::back_inserter(some), [&](const ColumnOf<Sample>& column) {
      return std::ranges::find(wanted, column.name) != wanted.end();
    });
    return some;
  }();
  return to_records(ColumnsOf<Sample>(columns), table, version);
}

Table launches_table(const std::vector<LaunchRecord>& launches) {
  return to_table(ColumnsOf<LaunchRecord>(launch_columns), launches);
}

std::vector<LaunchRecord> read_launches(const Table& table, std::int64_t version) {
  return to_records(ColumnsOf<LaunchRecord>(launch_columns), table, version);
}

std::int64_t case_of_name(const std::string& name) {
  std::int64_t number = -1;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
  if (error != std::errc() || end != name.data() + name.size() || number < 0) {
    throw std::out_of_range("a table of a case that is named '" + name + "'");
  }
  return number;
}

void describe_schema(std::vector<ColumnText>& all) {
  describe("cases", ColumnsOf<CaseRecord>(case_columns), all);
  describe("launches", ColumnsOf<LaunchRecord>(launch_columns), all);
  describe("samples", ColumnsOf<Sample>(sample_columns), all);
}

void describe_parameters(const Result& result, std::vector<ColumnText>& all) {
  for (const auto& [name, type] : parameters_of(result)) {
    if (!is_case_column(name)) {
      const ParameterText text = text_of(name, result);
      all.push_back({.table = "cases",
                     .column = name,
                     .unit = type == 2 ? "" : text.unit,
                     .role = text.chooses ? "choice" : "parameter",
                     .missing = type == 0   ? "-1"
                                : type == 1 ? "nan"
                                            : "",
                     .meaning = text.meaning});
    }
  }
}

void read_parameter_texts(const Table& columns, std::int64_t version, Result& result) {
  if (version == 1) { // which had no /columns, and two parameters that chose
    for (auto& [name, text] : result.parameters) {
      text.chooses = name == "kernel" || name == "policy";
    }
    return;
  }
  const auto& tables = columns.get<std::string>("table");
  const auto& names = columns.get<std::string>("column");
  const auto& roles = columns.get<std::string>("role");
  const auto& meanings = columns.get<std::string>("meaning");
  for (std::size_t row = 0; row < columns.rows(); ++row) {
    if (const auto known = result.parameters.find(names[row]);
        tables[row] == "cases" && known != result.parameters.end()) {
      known->second.chooses = roles[row] == "choice";
      known->second.meaning = meanings[row];
    }
  }
}

} // namespace sweep
