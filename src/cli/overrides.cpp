#include "cli/overrides.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <string_view>

#include "cli/experiment_table.hpp"
#include "cli/names.hpp"
#include "cli/nearest.hpp"
#include "core/errors.hpp"

namespace sweep {
namespace {

bool is_text(std::optional<Kind> kind) {
  return kind == Kind::word || kind == Kind::folder;
}

bool is_number_or_flag(std::optional<Kind> kind) {
  return kind == Kind::integer || kind == Kind::real || kind == Kind::flag;
}

/// A table with the one key "value", or nothing where `text` is not one value of TOML.
std::optional<toml::table> parsed_value(const std::string& text) {
  try {
    toml::table parsed = toml::parse("value = " + text);
    return parsed.size() == 1 ? std::optional(std::move(parsed)) : std::nullopt;
  } catch (const toml::parse_error&) {
    return std::nullopt;
  }
}

/// Whether a campaign file could hold `text`: valid UTF-8, which TOML asks of comments too, without control characters.
bool fit_for_a_file(const std::string& text) {
  try {
    const toml::table nothing = toml::parse("# " + text);
    return !has_control_character(text);
  } catch (const toml::parse_error&) {
    return false;
  }
}

toml::table text_value(const Override& change, const std::string& text) {
  if (!fit_for_a_file(text)) {
    throw UsageError("the value has a control character or is not valid UTF-8",
                     change.where.starts_with("--set") ? "--set " + change.table + "." + change.key : change.where,
                     "give a text in UTF-8 without line breaks");
  }
  return toml::table{{"value", text}};
}

toml::table value_of(const Override& change, const std::string& text, std::optional<Kind> kind);

/// The list that is written as [a,b]; nothing where there is more to it than values between commas.
std::optional<toml::table> plain_list(const Override& change, const std::string& text, std::optional<Kind> kind) {
  if (text.size() < 2 || text.front() != '[' || text.back() != ']' ||
      text.find_first_of("[]{}\"'#", 1) != text.size() - 1) {
    return std::nullopt;
  }
  toml::array list;
  std::string_view rest = std::string_view(text).substr(1, text.size() - 2);
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find(','), rest.size());
    std::string_view element = rest.substr(0, end);
    element.remove_prefix(std::min(element.find_first_not_of(' '), element.size()));
    element.remove_suffix(element.size() - (element.find_last_not_of(' ') + 1));
    rest.remove_prefix(std::min(end + 1, rest.size()));
    toml::table parsed = value_of(change, std::string(element), kind);
    parsed.get("value")->visit([&](auto& value) { list.push_back(std::move(value)); });
  }
  return toml::table{{"value", std::move(list)}};
}

/// A table with the one key "value", which is what the parameter of that kind takes; of no kind: whatever TOML says.
toml::table value_of(const Override& change, const std::string& text, std::optional<Kind> kind) {
  std::optional<toml::table> parsed = parsed_value(text);
  if (!parsed || is_text(kind)) {
    if (std::optional<toml::table> list = plain_list(change, text, kind)) {
      return std::move(*list);
    }
  }
  if (!parsed) {
    return text_value(change, text);
  }
  const toml::node& value = *parsed->get("value");
  if (is_text(kind) && value.is_value() && !value.is_string()) {
    return text_value(change, text);
  }
  if (is_number_or_flag(kind) && value.is_string()) {
    std::optional<toml::table> unquoted = parsed_value(value.as_string()->get());
    const bool plain = unquoted && (unquoted->get("value")->is_number() || unquoted->get("value")->is_boolean());
    return plain ? std::move(*unquoted) : std::move(*parsed);
  }
  return std::move(*parsed);
}

/// Sets the value at the dotted `key` below `table`.
void set_value(toml::table& table, std::string_view key, const Override& change, std::optional<Kind> kind) {
  const std::size_t dot = key.find('.');
  if (dot == std::string_view::npos) {
    toml::table parsed = value_of(change, change.value, kind);
    parsed.get("value")->visit([&](auto& value) { table.insert_or_assign(key, std::move(value)); });
    return;
  }
  toml::node* below = table.get(key.substr(0, dot));
  if (below == nullptr) {
    below = &table.insert_or_assign(key.substr(0, dot), toml::table{}).first->second;
  }
  if (!below->is_table()) {
    throw UsageError(fmt::format("'{}' is not a table", key.substr(0, dot)), change.where,
                     "give the whole value instead of one key in it");
  }
  set_value(*below->as_table(), key.substr(dot + 1), change, kind);
}

std::string name_of(const toml::table& experiment) {
  return experiment["name"].value_or(experiment["workload"].value_or(std::string()));
}

std::vector<toml::table*> experiments_of(toml::table& root) {
  std::vector<toml::table*> experiments;
  if (toml::array* array = root["experiment"].as_array()) {
    for (toml::node& node : *array) {
      if (toml::table* experiment = node.as_table()) {
        experiments.push_back(experiment);
      }
    }
  }
  return experiments;
}

std::optional<Kind> kind_of(const toml::table& experiment, const std::string& key) {
  const std::optional<Parameter> parameter = parameter_of(experiment, key);
  return parameter ? std::optional(parameter->kind) : std::nullopt;
}

/// `--set experiment.KEY=…`: wherever there is such a key.
void apply_where_known(const Override& change, const std::vector<toml::table*>& experiments) {
  std::vector<std::string> known;
  bool found = false;
  for (toml::table* experiment : experiments) {
    const std::vector<std::string> keys = keys_of(*experiment);
    std::ranges::copy_if(keys, std::back_inserter(known),
                         [&](const std::string& key) { return std::ranges::find(known, key) == known.end(); });
    const std::optional<Kind> kind = kind_of(*experiment, change.key);
    if (kind || keys.empty()) { // of a workload that does not exist, anything may be a key
      set_value(*experiment, change.key, change, kind);
      found = true;
    }
  }
  if (!found) {
    throw UsageError(fmt::format("unknown key '{}': no experiment has it", change.key), change.where,
                     suggestion(change.key, known));
  }
}

/// The experiment whose name `change` begins with, and the key behind it. A name may have dots.
std::pair<toml::table*, std::string> named(const Override& change, const std::vector<toml::table*>& experiments) {
  const std::string path = change.table + "." + change.key;
  std::pair<toml::table*, std::string> best{nullptr, {}};
  std::vector<std::string> names{"campaign", "experiment"};
  for (toml::table* experiment : experiments) {
    names.push_back(name_of(*experiment));
    const std::string& name = names.back();
    const bool fits = path.size() > name.size() + 1 && path.starts_with(name) && path[name.size()] == '.';
    if (fits && (best.first == nullptr || path.size() - name.size() - 1 < best.second.size())) {
      best = {experiment, path.substr(name.size() + 1)};
    }
  }
  if (best.first == nullptr) {
    throw UsageError(fmt::format("no experiment is named '{}'", change.table), change.where,
                     suggestion(change.table, names));
  }
  return best;
}

} // namespace

Override parse_override(const std::string& text) {
  const std::size_t equals = text.find('=');
  const std::size_t dot = text.find('.');
  if (equals == std::string::npos || dot >= equals || dot == 0 || dot + 1 == equals) {
    throw UsageError("'" + text + "' is not an override", "--set",
                     "write EXPERIMENT.KEY=VALUE, like --set experiment.draws=1000");
  }
  return {.table = text.substr(0, dot),
          .key = text.substr(dot + 1, equals - dot - 1),
          .value = text.substr(equals + 1),
          .where = "--set " + text};
}

void apply(const Override& change, toml::table& root) {
  if (change.table == "campaign") {
    set_value(root, "campaign." + change.key, change, change.key == "name" ? Kind::word : Kind::real);
    return;
  }
  if (!root["experiment"].is_array()) {
    return; // the reader says what is wrong with that
  }
  const std::vector<toml::table*> experiments = experiments_of(root);
  if (change.table == "experiment") {
    apply_where_known(change, experiments);
    return;
  }
  const auto [experiment, key] = named(change, experiments);
  set_value(*experiment, key, change, kind_of(*experiment, key));
}

} // namespace sweep
