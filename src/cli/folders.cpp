#include "cli/folders.hpp"

#include <algorithm>
#include <cstdlib>
#include <string_view>

#include "cli/experiment_table.hpp"
#include "core/errors.hpp"

namespace sweep {
namespace {

std::string variable(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  if (value == nullptr || *value == '\0') {
    throw UsageError("the variable $" + name + " in a folder is not set", "", "set it, or write the whole path");
  }
  if (*value == '~' || std::string_view(value).find('$') != std::string_view::npos) { // every rank reads it once more
    throw UsageError("the variable $" + name + " in a folder begins with '~' or has a '$' itself", "",
                     "write the whole path into it");
  }
  return value;
}

bool part_of_a_name(char letter, bool first) {
  const bool is_letter = (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') || letter == '_';
  return is_letter || (!first && letter >= '0' && letter <= '9');
}

/// The name of the variable at the beginning of `text`, which stands behind a dollar; empty where there is none.
std::string_view variable_name(std::string_view text) {
  std::size_t length = 0;
  while (length < text.size() && part_of_a_name(text[length], length == 0)) {
    ++length;
  }
  return text.substr(0, length);
}

/// Replaces the text of one node, or of each element of an array.
bool expand_node(TomlReader& reader, toml::node& node) {
  bool changed = false;
  if (toml::array* array = node.as_array()) {
    for (toml::node& element : *array) {
      changed = expand_node(reader, element) || changed;
    }
  } else if (toml::value<std::string>* text = node.as_string()) {
    try {
      std::string expanded = expanded_folder(text->get());
      changed = expanded != text->get();
      text->get() = std::move(expanded);
    } catch (const UsageError& error) {
      reader.mistake(node, error.mistakes().front().what, error.mistakes().front().remedy);
    }
  }
  return changed;
}

} // namespace

std::string expanded_folder(const std::string& text) {
  std::string_view rest = text;
  std::string folder;
  if (rest.starts_with('~')) {
    if (rest.size() > 1 && rest[1] != '/') {
      throw UsageError("a folder that begins with the name of a user, " + text, "", "write the whole path");
    }
    folder = variable("HOME");
    rest.remove_prefix(1);
  }
  while (!rest.empty()) {
    const std::size_t dollar = std::min(rest.find('$'), rest.size());
    folder += rest.substr(0, dollar);
    rest.remove_prefix(dollar);
    if (rest.empty()) {
      break;
    }
    const bool braces = rest.starts_with("${");
    const std::string_view name = variable_name(rest.substr(braces ? 2 : 1));
    const std::size_t end = name.size() + (braces ? 2 : 1);
    const bool is_variable = !name.empty() && (!braces || rest.substr(end).starts_with('}'));
    folder += is_variable ? variable(std::string(name)) : "$";
    rest.remove_prefix(is_variable ? end + (braces ? 1 : 0) : 1);
  }
  return folder;
}

bool expand_folders(TomlReader& reader, toml::table& root) {
  bool changed = false;
  const toml::array* experiments = root["experiment"].as_array();
  for (std::size_t i = 0; experiments != nullptr && i < experiments->size(); ++i) {
    toml::table* experiment = root["experiment"][i].as_table();
    if (experiment == nullptr) {
      continue;
    }
    for (const std::string& key : keys_of(*experiment)) {
      const std::optional<Parameter> parameter = parameter_of(*experiment, key);
      toml::node* node = experiment->get(key);
      if (node != nullptr && parameter && parameter->kind == Kind::folder) {
        changed = expand_node(reader, *node) || changed;
      }
    }
  }
  return changed;
}

} // namespace sweep
