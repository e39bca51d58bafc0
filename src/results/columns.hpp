#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/table.hpp"

namespace sweep {

/// How a repetition's value comes from those of its stages.
enum class OverStages {
  same,   ///< It is the same in all.
  sum,    ///< They add up.
  most,   ///< The greatest.
  last,   ///< That of the last stage.
  follow, ///< A time since the repetition's start: that of the last stage, behind the end of the stage before.
};

/// A column of a table whose rows are records: all that is known of it, in one place. Reading, writing, adding stages
/// up, the table /columns of the result file and `sweep list columns` are made from that.
///
/// A line SWEEP_COLUMN(type, member, name, unit, since, missing, over stages, meaning) in a .def file makes both the
/// member of the record and the column. `since` is the first version of the schema that has the column, and `missing`
/// what stands where an older file lacks it: the member's initial value (`unknown` is NaN).
template <typename Record>
struct ColumnOf {
  /// A column of text that is kept as something else.
  struct Text {
    std::string (*get)(const Record&);
    void (*set)(Record&, const std::string&); ///< Throws std::out_of_range for a text that means nothing.
  };
  /// A column that is computed when it is written, and not read again.
  using Derived = double (*)(const Record&);
  using Source = std::variant<std::int64_t Record::*, std::uint64_t Record::*, double Record::*, std::string Record::*,
                              Text, Derived>;

  std::string_view name;
  std::string_view unit; ///< As of a Column.
  Source source;
  std::string_view meaning;
  std::int64_t since = 1;
  OverStages over_stages = OverStages::same;
};

/// For the `missing` of a .def file.
inline constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

template <typename Record>
using ColumnsOf = std::span<const ColumnOf<Record>>;

/// Of columns that are read from members, the values of `records`; of derived ones, what they compute.
template <typename Record>
Table to_table(ColumnsOf<Record> columns, const std::vector<Record>& records) {
  Table table;
  for (const ColumnOf<Record>& column : columns) {
    std::visit(
        [&](const auto& source) {
          const auto value = [&](const Record& record) {
            if constexpr (std::is_same_v<std::decay_t<decltype(source)>, typename ColumnOf<Record>::Text>) {
              return source.get(record);
            } else {
              return std::invoke(source, record);
            }
          };
          std::vector<std::decay_t<decltype(value(std::declval<const Record&>()))>> values;
          values.reserve(records.size());
          for (const Record& record : records) {
            values.push_back(value(record));
          }
          table.columns.push_back({std::string(column.name), std::string(column.unit), std::move(values)});
        },
        column.source);
  }
  return table;
}

/// Reads what `table` has of the columns. One that the file's version of the schema should have must be there: throws
/// std::out_of_range naming it. What an older file lacks keeps its initial value.
template <typename Record>
std::vector<Record> to_records(ColumnsOf<Record> columns, const Table& table, std::int64_t version) {
  std::vector<Record> records(table.rows());
  const auto read = [&](const std::string_view name, const auto& example, const auto& assign) {
    const auto& values = table.get<std::decay_t<decltype(example)>>(name);
    if (values.size() != records.size()) {
      throw std::out_of_range("column '" + std::string(name) + "' has another length than the others");
    }
    for (std::size_t row = 0; row < records.size(); ++row) {
      assign(records[row], values[row]);
    }
  };
  for (const ColumnOf<Record>& column : columns) {
    if (table.find(column.name) == nullptr && column.since > version) {
      continue;
    }
    std::visit(
        [&](const auto& source) {
          using Source = std::decay_t<decltype(source)>;
          if constexpr (std::is_same_v<Source, typename ColumnOf<Record>::Text>) {
            read(column.name, std::string(), source.set);
          } else if constexpr (!std::is_same_v<Source, typename ColumnOf<Record>::Derived>) {
            read(column.name, std::decay_t<decltype(std::declval<Record>().*source)>(),
                 [source](Record& record, const auto& value) { record.*source = value; });
          }
        },
        column.source);
  }
  return records;
}

/// Adds a stage to the stages before it, by each column's rule.
/// @param before  seconds from the repetition's start to the end of the stage before, for columns that follow
template <typename Record>
void add_stage(ColumnsOf<Record> columns, Record& sum, const Record& stage, double before = 0) {
  for (const ColumnOf<Record>& column : columns) {
    std::visit(
        [&](const auto& source) {
          using Source = std::decay_t<decltype(source)>;
          if constexpr (std::is_same_v<Source, std::int64_t Record::*> || std::is_same_v<Source, double Record::*>) {
            auto& total = sum.*source;
            const auto value = stage.*source;
            switch (column.over_stages) {
            case OverStages::same:
              break;
            case OverStages::sum:
              total += value;
              break;
            case OverStages::most:
              total = value > total ? value : total;
              break;
            case OverStages::last:
              total = value;
              break;
            case OverStages::follow:
              total = static_cast<std::decay_t<decltype(total)>>(before) + value;
              break;
            }
          }
        },
        column.source);
  }
}

} // namespace sweep
