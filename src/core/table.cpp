#include "core/table.hpp"

#include <algorithm>
#include <stdexcept>

#include "core/errors.hpp"

namespace sweep {

const Column* Table::find(std::string_view name) const {
  const auto found = std::ranges::find(columns, name, &Column::name);
  return found == columns.end() ? nullptr : &*found;
}

template <typename T>
const std::vector<T>& Table::get(std::string_view name) const {
  const Column* column = find(name);
  const auto* values = column == nullptr ? nullptr : std::get_if<std::vector<T>>(&column->values);
  if (values == nullptr) {
    throw std::out_of_range("no column '" + std::string(name) + "' of the expected type");
  }
  return *values;
}

template const std::vector<std::int64_t>& Table::get(std::string_view) const;
template const std::vector<std::uint64_t>& Table::get(std::string_view) const;
template const std::vector<double>& Table::get(std::string_view) const;
template const std::vector<std::string>& Table::get(std::string_view) const;

void Table::append(const Table& other) {
  if (columns.empty()) {
    columns = other.columns;
    return;
  }
  SWEEP_EXPECT(columns.size() == other.columns.size());
  for (std::size_t i = 0; i < columns.size(); ++i) {
    SWEEP_EXPECT(columns[i].name == other.columns[i].name &&
                 columns[i].values.index() == other.columns[i].values.index());
    std::visit(
        [&](auto& values) {
          const auto& more = std::get<std::remove_reference_t<decltype(values)>>(other.columns[i].values);
          values.insert(values.end(), more.begin(), more.end());
        },
        columns[i].values);
  }
}

} // namespace sweep
