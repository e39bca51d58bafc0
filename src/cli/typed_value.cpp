#include "cli/typed_value.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <sstream>

#include "cli/names.hpp"
#include "cli/quantity.hpp"

namespace sweep {
namespace {

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

std::string as_written(const toml::node& node) {
  std::string text =
      node.visit([](const auto& value) { return fmt::format("{}", (std::ostringstream() << value).str()); });
  constexpr std::size_t longest = 40;
  return text.size() <= longest ? text : text.substr(0, longest) + "…";
}

std::optional<Value> typed_value(const toml::node& node, const Parameter& parameter) {
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

} // namespace sweep
