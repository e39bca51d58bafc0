#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace sweep {

/// One column of a Table: values of one type, with the unit they are in.
struct Column {
  using Values = std::variant<std::vector<std::int64_t>, std::vector<std::uint64_t>, std::vector<double>,
                              std::vector<std::string>>;

  std::string name;
  std::string unit; ///< "s", "B", "1" for a plain number or a count, "" for text.
  Values values;

  std::size_t rows() const {
    return std::visit([](const auto& column) { return column.size(); }, values);
  }
};

/// Named columns of equal length: what the result file stores, the table command prints and a workload reports.
struct Table {
  std::vector<Column> columns;

  std::size_t rows() const { return columns.empty() ? 0 : columns.front().rows(); }

  /// The column of that name, or null.
  const Column* find(std::string_view name) const;

  /// The values of a column that must exist with that type; throws std::out_of_range naming the column otherwise.
  template <typename T>
  const std::vector<T>& get(std::string_view name) const;

  /// Appends `other`, which must have the same columns in the same order (or this table is still empty).
  void append(const Table& other);
};

} // namespace sweep
