#include "cli/toml_reader.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "cli/names.hpp"
#include "cli/nearest.hpp"
#include "cli/quantity.hpp"
#include "cli/typed_value.hpp"

namespace sweep {
namespace {

double as_number(const Value& value) {
  const auto* whole = std::get_if<std::int64_t>(&value);
  return whole != nullptr ? static_cast<double>(*whole) : std::get<double>(value);
}

std::string range_text(const Parameter& parameter) {
  const bool bounded_below = std::isfinite(parameter.minimum);
  const bool bounded_above = std::isfinite(parameter.maximum);
  const auto bound = [&](double value) {
    return parameter.kind == Kind::duration  ? duration_text(value)
           : parameter.kind == Kind::size    ? size_text(value)
           : parameter.kind == Kind::integer ? fmt::format("{:.15g}", value)
                                             : fmt::format("{:g}", value);
  };
  if (bounded_below && bounded_above) {
    return " from " + bound(parameter.minimum) + " to " + bound(parameter.maximum);
  }
  return bounded_below ? " of at least " + bound(parameter.minimum)
                       : (bounded_above ? " of at most " + bound(parameter.maximum) : "");
}

} // namespace

std::string expectation(const Parameter& parameter) {
  const std::string words =
      parameter.choices.empty() ? "" : fmt::format("\"{}\"", fmt::join(parameter.choices, "\", \""));
  const std::string or_words = words.empty() ? "" : " or " + words;
  switch (parameter.kind) {
  case Kind::integer:
    return "a whole number" + range_text(parameter) + or_words;
  case Kind::real:
    return "a number" + range_text(parameter) + or_words;
  case Kind::duration:
    return "a duration with its unit, like \"100 ms\"," + range_text(parameter) + or_words;
  case Kind::size:
    return "a size with its unit, like \"64 KiB\"," + range_text(parameter) + or_words;
  case Kind::flag:
    return "true or false";
  case Kind::words:
    return "a list of " + words + ", each at most once";
  case Kind::items:
    return "a whole number, a list, a range like { from = 0, to = 100, step = 5 }, or a name like \"module:items\"";
  case Kind::table:
    return "a table of names with values, like { name = \"value\" }";
  case Kind::folder:
    return "a folder, as a text in quotes";
  case Kind::word:
    break;
  }
  const std::string others = parameter.other_words ? ", or " + parameter.other_words->what : "";
  return (words.empty() ? "a text in quotes" : "one of " + words) + others;
}

std::string TomlReader::where(const toml::source_region& source) const {
  if (source.path == nullptr) { // only what was parsed from the file has one
    return "command line";
  }
  return fmt::format("{}:{}:{}", file_name_, source.begin.line, source.begin.column);
}

std::string TomlReader::where(const toml::node& node) const {
  for (const auto& [list, lines] : listed_) {
    if (&node == list) {
      return lines.file;
    }
    const auto found = std::ranges::find(*list, &node, [](const toml::node& each) { return &each; });
    if (found != list->end()) {
      return fmt::format("{}:{}", lines.file, lines.numbers.at(static_cast<std::size_t>(found - list->begin())));
    }
  }
  return where(node.source());
}

void TomlReader::came_from(const toml::array& list, std::string file, std::vector<std::uint32_t> lines) {
  SWEEP_EXPECT(lines.size() == list.size());
  listed_[&list] = {.file = std::move(file), .numbers = std::move(lines)};
}

void TomlReader::mistake(const toml::node& node, std::string what, std::string remedy) {
  mistakes_.push_back({.what = std::move(what), .where = where(node), .remedy = std::move(remedy)});
}

bool TomlReader::in_range(const Value& value, const Parameter& parameter) {
  if (std::holds_alternative<std::string>(value)) {
    return parameter.kind != Kind::word || parameter.choices.empty();
  }
  const double number = as_number(value);
  return number >= parameter.minimum && number <= parameter.maximum; // false for a NaN
}

std::optional<Value> TomlReader::value(const toml::node& node, const Parameter& parameter) {
  if (node.is_string() && parameter.kind != Kind::words) {
    const std::string& word = node.as_string()->get();
    const bool other = parameter.other_words && parameter.other_words->has(word) && !has_control_character(word);
    if (other || std::ranges::find(parameter.choices, word) != parameter.choices.end()) {
      return word;
    }
    if (parameter.kind == Kind::word && !parameter.choices.empty()) {
      mistake(node, fmt::format("unknown {} '{}'", parameter.name, word), suggestion(word, parameter.choices));
      return std::nullopt;
    }
  }
  std::optional<Value> found = typed_value(node, parameter);
  if (!found || !in_range(*found, parameter)) {
    mistake(node, fmt::format("{} = {} is not valid", parameter.name, as_written(node)),
            "give " + expectation(parameter));
    return std::nullopt;
  }
  return found;
}

std::vector<Value> TomlReader::values(const toml::node& node, const Parameter& parameter) {
  std::vector<Value> list;
  const auto add = [&](const toml::node& element) {
    if (const std::optional<Value> found = value(element, parameter)) {
      list.push_back(*found);
    }
  };
  const toml::array* array = node.as_array();
  const bool one_list =
      array != nullptr && !array->empty() &&
      (parameter.kind == Kind::items || (parameter.kind == Kind::words && !array->front().is_array()));
  if (array == nullptr || one_list) {
    add(node);
  } else if (array->empty()) {
    mistake(node, fmt::format("the axis {} is empty", parameter.name),
            "give it at least one value: " + expectation(parameter));
  } else {
    for (const toml::node& element : *array) {
      add(element);
    }
  }
  return list;
}

Value TomlReader::value_or_initial(const toml::table& table, const Parameter& parameter) {
  const toml::node* node = table.get(parameter.name);
  return node == nullptr ? parameter.initial : value(*node, parameter).value_or(parameter.initial);
}

const toml::table* TomlReader::table(const toml::table& parent, std::string_view key) {
  const toml::node* node = parent.get(key);
  if (node != nullptr && !node->is_table()) {
    mistake(*node, fmt::format("{} is not a table", key), fmt::format("write it as {0} = {{ … }} or [{0}]", key));
  }
  return node == nullptr ? nullptr : node->as_table();
}

void TomlReader::check_keys(const toml::table& table, const std::vector<std::string>& known,
                            std::string_view table_name) {
  for (const auto& [key, node] : table) {
    if (std::ranges::find(known, key.str()) == known.end()) {
      mistakes_.push_back({.what = fmt::format("unknown key '{}' in {}", key.str(), table_name),
                           .where = where(key.source()),
                           .remedy = suggestion(key.str(), known)});
    }
  }
}

} // namespace sweep
