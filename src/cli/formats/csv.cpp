#include "cli/formats/csv.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <concepts>
#include <iterator>
#include <string_view>
#include <vector>

#include "cli/nearest.hpp"
#include "core/errors.hpp"
#include "core/utf8.hpp"
#include "results/tables.hpp"

namespace sweep {
namespace {

constexpr std::string_view line_end = "\r\n";

/// Whether a spreadsheet would compute it: it begins as a formula does, and is no number.
bool is_formula(std::string_view text) {
  if (text.empty() || std::string_view("=+-@").find(text.front()) == std::string_view::npos) {
    return false;
  }
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error != std::errc() || end != text.data() + text.size();
}

/// Texts come from strangers: one that would be computed gets an apostrophe, so that no spreadsheet computes it
/// (OWASP, "CSV Injection"), and control characters but line ends become U+FFFD.
void add_field(std::string& text, const std::string& value) {
  const std::string valid = printable_lines(value);
  const bool computes = is_formula(valid);
  if (!computes && valid.find_first_of(",\"\n") == std::string::npos) {
    text += valid;
    return;
  }
  text += computes ? "\"'" : "\"";
  for (const char letter : valid) {
    text += letter;
    if (letter == '"') {
      text += letter;
    }
  }
  text += '"';
}

void add_field(std::string& text, double value) {
  if (!std::isnan(value)) {
    fmt::format_to(std::back_inserter(text), "{}", value);
  }
}

template <std::integral T>
void add_field(std::string& text, T value) {
  fmt::format_to(std::back_inserter(text), "{}", value);
}

std::string header_of(const Table& table) {
  std::string text;
  for (const Column& column : table.columns) {
    text += text.empty() ? "" : ",";
    const bool has_unit = !column.unit.empty() && column.unit != "1";
    add_field(text, has_unit ? fmt::format("{} [{}]", column.name, column.unit) : column.name);
  }
  text += line_end;
  return text;
}

std::string rows_of(const Table& part) {
  std::string text;
  for (std::size_t row = 0; row < part.rows(); ++row) {
    for (std::size_t i = 0; i < part.columns.size(); ++i) {
      text += i == 0 ? "" : ",";
      std::visit([&](const auto& values) { add_field(text, values[row]); }, part.columns[i].values);
    }
    text += line_end;
  }
  return text;
}

/// "latency/0 to latency/39" for what there are several of: a group of the file, of which there may be thousands.
std::string list_of(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t first = 0; first < names.size();) {
    const std::string_view group = std::string_view(names[first]).substr(0, names[first].find('/'));
    const bool is_group = group.size() < names[first].size();
    std::size_t last = first;
    while (is_group && last + 1 < names.size() && names[last + 1].starts_with(std::string(group) + '/')) {
      ++last;
    }
    text += (text.empty() ? "" : ", ") + names[first] + (last == first ? "" : " to " + names[last]);
    first = last + 1;
  }
  return text;
}

ResultTable table_named(const Result& result, std::string name, const std::string& path) {
  name.erase(0, name.find_first_not_of('/')); // as HDF5's tools have it: /samples
  std::vector<std::string> names;
  for (ResultTable& each : tables_of(result)) {
    if (each.name == name) {
      return std::move(each);
    }
    names.push_back(each.name);
  }
  const std::string* near = nearest(name, names);
  throw UsageError("there is no table '" + name + "'", path,
                   (near == nullptr ? "" : "did you mean '" + *near + "'? ") + "it has " + list_of(names));
}

} // namespace

void write_csv(const Result& result, const std::string& table, const std::string& path, const Sink& sink) {
  bool is_first = true;
  table_named(result, table, path).visit([&](const Table& part) {
    const std::string text = (is_first ? header_of(part) : "") + rows_of(part);
    is_first = false;
    return sink(text);
  });
}

} // namespace sweep
