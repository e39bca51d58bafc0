#include "cli/formats/wide_text.hpp"

#include <algorithm>
#include <concepts>
#include <map>
#include <vector>

#include "cli/case_text.hpp"
#include "cli/print.hpp"
#include "cli/quantity.hpp"
#include "results/schema.hpp"
#include "results/summary.hpp"

namespace sweep {
namespace {

using Row = std::vector<std::string>;

std::string cell(double number, const std::string& unit) {
  return number_text(number, unit);
}

template <std::integral T>
std::string cell(T number, const std::string& /*unit*/) {
  return std::to_string(number);
}

std::string cell(const std::string& text, const std::string& /*unit*/) {
  return text;
}

/// In what the cases of any experiment differ, each name once.
std::vector<std::string> varying_names(const Result& result) {
  std::vector<std::string> names;
  for (const auto& [experiment, own] : varying_parameters(result.cases)) {
    for (const std::string& each : own) {
      if (std::ranges::find(names, each) == names.end()) {
        names.push_back(each);
      }
    }
  }
  return names;
}

Row summary_cells(const Table& summary, std::size_t row) {
  Row cells;
  for (const Column& column : summary.columns) {
    if (column.name != "case") {
      std::visit([&](const auto& values) { cells.push_back(cell(values[row], column.unit)); }, column.values);
    }
  }
  return cells;
}

Row header_of(const std::vector<std::string>& varying, const Table& summary) {
  Row header{"case", "experiment", "workload", "model", "ranks", "threads", "schedule", "chunk"};
  header.insert(header.end(), varying.begin(), varying.end());
  header.emplace_back("status");
  for (const Column& column : summary.columns) {
    if (column.name != "case") {
      header.push_back(column.name);
    }
  }
  return header;
}

} // namespace

std::string wide_text(const Result& result) {
  const Table summary = summary_table(result);
  const std::vector<std::string> varying = varying_names(result);
  std::map<std::int64_t, std::size_t> row_of;
  for (std::size_t row = 0; row < summary.rows(); ++row) {
    row_of[summary.get<std::int64_t>("case")[row]] = row;
  }
  std::vector<Row> rows{header_of(varying, summary)};
  for (const CaseRecord& record : result.cases) {
    Row& row = rows.emplace_back(Row{std::to_string(record.index), record.experiment, record.workload, record.model,
                                     std::to_string(record.ranks), std::to_string(record.threads), record.schedule,
                                     std::to_string(record.chunk)});
    for (const std::string& name : varying) {
      row.push_back(parameter_cell(result, record, name));
    }
    row.emplace_back(name(record.status));
    if (const auto found = row_of.find(record.index); found != row_of.end()) {
      const Row cells = summary_cells(summary, found->second);
      row.insert(row.end(), cells.begin(), cells.end());
    }
  }
  return aligned(rows);
}

} // namespace sweep
