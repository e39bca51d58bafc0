#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "results/columns.hpp"

namespace sweep {

struct Result;

/// What a column of the result file is: a row of /columns.
struct ColumnText {
  std::string table; ///< "samples"; "latency" and "trace" stand for a table of each case.
  std::string column;
  std::string unit = {};
  std::string role = {}; ///< "derived", "parameter", "choice" (a parameter that others belong to), "measure"; else "".
  std::string missing = {}; ///< What stands where a file of an older version lacks it, or a case the parameter.
  std::int64_t since = 1;   ///< The first version of the schema that has it.
  std::string meaning = {};
};

/// The columns of all tables but the parameters of cases: for `sweep list columns`.
std::vector<ColumnText> column_texts();

/// /columns: of all tables of `result`, the parameters of its cases among them.
Table columns_table(const Result& result);

/// What stands where a column has nothing: "-1", "nan", "".
std::string missing_text(const Column::Values& values);

/// Adds the columns of `table` to `all`.
template <typename Record>
void describe(std::string_view table, ColumnsOf<Record> columns, std::vector<ColumnText>& all) {
  const Table initial = to_table(columns, std::vector<Record>(1));
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const bool derived = std::holds_alternative<typename ColumnOf<Record>::Derived>(columns[i].source);
    all.push_back({.table = std::string(table),
                   .column = std::string(columns[i].name),
                   .unit = std::string(columns[i].unit),
                   .role = derived ? "derived" : "",
                   .missing = derived ? "nan" : missing_text(initial.columns[i].values),
                   .since = columns[i].since,
                   .meaning = std::string(columns[i].meaning)});
  }
}

} // namespace sweep
