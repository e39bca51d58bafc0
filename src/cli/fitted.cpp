#include "cli/fitted.hpp"

#include <algorithm>

#include "cli/print.hpp"

namespace sweep {
namespace {

using Rows = std::vector<std::vector<std::string>>;

/// Whether all rows below the titles, of which there are several, have the same in that column.
bool is_same(const Rows& rows, std::size_t column) {
  return rows.size() > 2 && std::all_of(rows.begin() + 1, rows.end(), [&](const auto& row) {
           return column < row.size() && column < rows[1].size() && row[column] == rows[1][column];
         });
}

Rows chosen(const Rows& rows, const std::vector<std::size_t>& columns) {
  Rows some;
  for (const auto& row : rows) {
    auto& kept = some.emplace_back();
    for (const std::size_t column : columns) {
      if (column < row.size()) {
        kept.push_back(row[column]);
      }
    }
  }
  return some;
}

std::size_t width_of(const std::string& text) {
  std::size_t width = 0;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    width = std::max(width, characters(text.substr(begin, end - begin)));
    begin = end + 1;
  }
  return width;
}

/// The most of `columns` that fit behind each other, all keys and at least one more.
std::size_t fitting(const Rows& rows, const std::vector<std::size_t>& columns, std::size_t keys, std::size_t width) {
  std::size_t count = columns.size();
  while (count > keys + 1 &&
         width_of(aligned(chosen(rows, {columns.begin(), columns.begin() + static_cast<std::ptrdiff_t>(count)}))) >
             width) {
    --count;
  }
  return count;
}

/// @param shareable  of so many columns, what is the same in all rows goes into a line above them
std::string laid_out(const Rows& rows, std::size_t keys, std::size_t shareable, std::size_t width) {
  std::vector<std::size_t> columns;
  std::size_t kept_keys = 0;
  std::string shared;
  for (std::size_t column = 0; column < rows.front().size(); ++column) {
    if (column >= shareable || !is_same(rows, column)) {
      columns.push_back(column);
      kept_keys += column < keys ? 1 : 0;
    } else if (!rows[1][column].empty()) {
      shared += (shared.empty() ? "in all: " : ", ") + rows.front()[column] + ' ' + rows[1][column];
    }
  }
  if (columns.empty()) { // nothing tells the rows apart, but there are so many
    return aligned(rows);
  }
  std::string text = shared.empty() ? "" : wrapped(shared, "  ", width);
  for (bool first = true; first || columns.size() > kept_keys; first = false) {
    const std::size_t count = fitting(rows, columns, kept_keys, width);
    text += aligned(chosen(rows, {columns.begin(), columns.begin() + static_cast<std::ptrdiff_t>(count)}));
    columns.erase(columns.begin() + static_cast<std::ptrdiff_t>(kept_keys),
                  columns.begin() + static_cast<std::ptrdiff_t>(count));
  }
  return text;
}

} // namespace

std::string fitted(const Rows& rows, std::size_t keys, std::size_t width) {
  return laid_out(rows, keys, rows.front().size(), width);
}

std::string fitted_where_wide(const Rows& rows, std::size_t keys, std::size_t width) {
  std::string text = aligned(rows);
  return width_of(text) <= width ? text : laid_out(rows, keys, keys, width);
}

} // namespace sweep
