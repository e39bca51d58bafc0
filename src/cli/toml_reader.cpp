#include "cli/toml_reader.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <sstream>

#include "cli/names.hpp"
#include "cli/nearest.hpp"
#include "cli/quantity.hpp"

namespace sweep {
namespace {

double as_number(const Value& value) {
  const auto* whole = std::get_if<std::int64_t>(&value);
  return whole != nullptr ? static_cast<double>(*whole) : std::get<double>(value);
}

std::string as_written(const toml::node& node) {
  std::string text =
      node.visit([](const auto& value) { return fmt::format("{}", (std::ostringstream() << value).str()); });
  constexpr std::size_t longest = 40;
  return text.size() <= longest ? text : text.substr(0, longest) + "…";
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

/// "write,read" of ["write", "read"]; nothing where a word is none of `choices`, or there twice.
std::optional<Value> joined_words(const toml::node& node, const std::vector<std::string>& choices) {
  const toml::array* array = node.as_array();
  std::vector<std::string> words;
  for (std::size_t i = 0; array != nullptr && i < array->size(); ++i) {
    const std::string word = array->get(i)->value_or(std::string());
    if (std::ranges::find(choices, word) == choices.end() || std::ranges::find(words, word) != words.end()) {
      return std::nullopt;
    }
    words.push_back(word);
  }
  return words.empty() ? std::nullopt : std::optional<Value>(fmt::format("{}", fmt::join(words, ",")));
}

bool is_plain(std::string_view text) {
  return !text.empty() && text.find(',') == std::string_view::npos && !has_control_character(text);
}

/// A real that is exactly a whole number is one: 1e6.
std::optional<Value> whole_number(const toml::node& node) {
  constexpr double limit = 0x1p63;
  if (node.is_integer()) {
    return node.as_integer()->get();
  }
  const double real = node.is_floating_point() ? node.as_floating_point()->get() : std::nan("");
  const bool fits = real >= -limit && real < limit && std::trunc(real) == real; // false for a NaN
  return fits ? std::optional<Value>(static_cast<std::int64_t>(real)) : std::nullopt;
}

/// Any text that neither a path nor an attribute would cut short.
std::optional<Value> plain_text(const toml::node& node) {
  const bool plain = node.is_string() && !has_control_character(node.as_string()->get());
  return plain ? std::optional<Value>(node.as_string()->get()) : std::nullopt;
}

/// "cb_nodes=2,striping_unit=65536" of a table; nothing where a value is neither text, a whole number nor a flag, or
/// it or its name is empty or has a comma or a control character.
std::optional<Value> joined_table(const toml::node& node) {
  const toml::table* table = node.as_table();
  if (table == nullptr) {
    return std::nullopt;
  }
  std::vector<std::string> entries;
  for (const auto& [name, entry] : *table) {
    const bool plain = entry.is_string() || entry.is_integer() || entry.is_boolean();
    const std::string text = entry.is_string() ? entry.as_string()->get() : as_written(entry);
    if (!plain || !is_plain(text) || !is_plain(name.str())) {
      return std::nullopt;
    }
    entries.push_back(fmt::format("{}={}", name.str(), text));
  }
  return fmt::format("{}", fmt::join(entries, ","));
}

/// A number, a flag, a text or a list of such, as JSON; nothing where it is something else, or not finite.
std::optional<std::string> as_json(const toml::node& node) {
  if (const toml::array* array = node.as_array()) {
    std::vector<std::string> elements;
    for (const toml::node& element : *array) {
      const std::optional<std::string> json = as_json(element);
      if (!json) {
        return std::nullopt;
      }
      elements.push_back(*json);
    }
    return fmt::format("[{}]", fmt::join(elements, ","));
  }
  if (node.is_string()) {
    std::ostringstream json;
    json << toml::json_formatter{*node.as_string()};
    return json.str();
  }
  if (node.is_boolean()) {
    return node.as_boolean()->get() ? "true" : "false";
  }
  const double number = node.is_number() ? *node.value<double>() : std::nan("");
  return std::isfinite(number) ? std::optional(node.is_integer() ? fmt::format("{}", node.as_integer()->get())
                                                                 : fmt::format("{}", number))
                               : std::nullopt;
}

/// Items, as JSON: a number of them, a list, or a range as a table; else the text that names them.
std::optional<Value> named_items(const toml::node& node) {
  const toml::table* range = node.as_table();
  if (range == nullptr) {
    const std::optional<std::string> json = node.is_string() ? std::nullopt : as_json(node);
    return json ? std::optional<Value>(*json) : plain_text(node);
  }
  std::vector<std::string> ends;
  for (const auto& [name, end] : *range) {
    const bool known = name == "from" || name == "to" || name == "step";
    if (!known || !end.is_number()) {
      return std::nullopt;
    }
    ends.push_back(fmt::format("\"{}\":{}", name.str(), as_json(end).value_or("0")));
  }
  return fmt::format("{{{}}}", fmt::join(ends, ","));
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

void TomlReader::mistake(const toml::node& node, std::string what, std::string remedy) {
  mistakes_.push_back({.what = std::move(what), .where = where(node), .remedy = std::move(remedy)});
}

std::optional<Value> TomlReader::typed(const toml::node& node, const Parameter& parameter) {
  switch (parameter.kind) {
  case Kind::integer:
    return whole_number(node);
  case Kind::real:
    if (!node.is_number()) {
      return std::nullopt;
    }
    return node.is_integer() ? static_cast<double>(node.as_integer()->get()) : node.as_floating_point()->get();
  case Kind::duration:
    return node.is_string() ? std::optional<Value>(parse_duration(node.as_string()->get())) : std::nullopt;
  case Kind::size:
    return node.is_string() ? std::optional<Value>(parse_size(node.as_string()->get())) : std::nullopt;
  case Kind::flag:
    return node.is_boolean() ? std::optional<Value>(std::int64_t{node.as_boolean()->get()}) : std::nullopt;
  case Kind::words:
    return joined_words(node, parameter.choices);
  case Kind::items:
    return named_items(node);
  case Kind::table:
    return joined_table(node);
  case Kind::word:
  case Kind::folder:
    break;
  }
  return plain_text(node);
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
  std::optional<Value> found = typed(node, parameter);
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
