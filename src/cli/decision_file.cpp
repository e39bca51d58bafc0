#include "cli/decision_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "cli/toml_reader.hpp"
#include "core/errors.hpp"

namespace sweep {
namespace {

constexpr std::string_view remedy = "see configs/decision_rules.toml for how it is written";

/// The text at `key`; empty, and a mistake, where there is none.
std::string read_text(TomlReader& reader, const toml::table& table, std::string_view key) {
  const toml::node* node = table.get(key);
  const auto text = node == nullptr ? std::nullopt : node->value<std::string>();
  if (!text || text->empty()) {
    reader.mistake(table, fmt::format("'{}' is missing or no text", key), std::string(remedy));
  }
  return text.value_or("");
}

std::vector<std::string> read_texts(TomlReader& reader, const toml::node& node, std::string_view key) {
  std::vector<std::string> texts;
  const toml::array* array = node.as_array();
  for (std::size_t i = 0; array != nullptr && i < array->size(); ++i) {
    if (const auto text = (*array)[i].value<std::string>()) {
      texts.push_back(*text);
    }
  }
  if (array == nullptr || texts.empty() || texts.size() != array->size()) {
    reader.mistake(node, fmt::format("'{}' is no list of texts", key), std::string(remedy));
  }
  return texts;
}

double read_number(TomlReader& reader, const toml::table& table, const char* key, double least, double most) {
  const Parameter parameter{
      .name = key, .kind = Kind::real, .initial = least, .minimum = least, .maximum = most, .choices = {}, .help = {}};
  if (table.get(key) == nullptr) {
    reader.mistake(table, fmt::format("'{}' is missing", key), std::string(remedy));
  }
  return std::get<double>(reader.value_or_initial(table, parameter));
}

Thresholds read_thresholds(TomlReader& reader, const toml::table& root) {
  const toml::table* table = reader.table(root, "verdict");
  if (table == nullptr) {
    reader.mistake({.what = "there is no [verdict]", .where = reader.where(root), .remedy = std::string(remedy)});
    return {};
  }
  reader.check_keys(*table, {"excellent", "good", "okay", "gain"}, "[verdict]");
  Thresholds read{.excellent = read_number(reader, *table, "excellent", 0, 1),
                  .good = read_number(reader, *table, "good", 0, 1),
                  .okay = read_number(reader, *table, "okay", 0, 1),
                  .gain = read_number(reader, *table, "gain", 1, 1e6)};
  if (!(read.okay <= read.good && read.good <= read.excellent)) {
    reader.mistake(*table, "okay, good and excellent do not ascend", "give okay ≤ good ≤ excellent");
  }
  return read;
}

HowMany read_how_many(TomlReader& reader, const toml::table& table, const char* key) {
  const Parameter parameter{
      .name = key, .kind = Kind::word, .initial = "any", .choices = {"any", "one", "several"}, .help = {}};
  const auto word = std::get<std::string>(reader.value_or_initial(table, parameter));
  return word == "one" ? HowMany::one : word == "several" ? HowMany::several : HowMany::any;
}

Conditions read_conditions(TomlReader& reader, const toml::table& table) {
  Conditions conditions;
  for (const auto& [key, node] : table) {
    conditions[std::string(key.str())] = read_texts(reader, node, key.str());
  }
  return conditions;
}

Way read_way(TomlReader& reader, const toml::table& table) {
  reader.check_keys(table, {"name", "title", "ranks", "threads", "apart", "starts", "needs", "where"}, "[[way]]");
  Way way{.name = read_text(reader, table, "name"),
          .title = read_text(reader, table, "title"),
          .ranks = read_how_many(reader, table, "ranks"),
          .threads = read_how_many(reader, table, "threads"),
          .apart = table["apart"].value_or(false),
          .starts = table["starts"].value_or(std::string()),
          .needs = table["needs"].value_or(std::string()),
          .where = {}};
  const toml::array* where = table["where"].as_array();
  for (std::size_t i = 0; where != nullptr && i < where->size(); ++i) {
    if (const toml::table* conditions = (*where)[i].as_table()) {
      way.where.push_back(read_conditions(reader, *conditions));
    }
  }
  if (way.where.empty()) {
    reader.mistake(table, fmt::format("way '{}' has no conditions", way.name), std::string(remedy));
  }
  return way;
}

ProblemKind read_problem(TomlReader& reader, const toml::table& table) {
  reader.check_keys(table, {"name", "title", "experiments", "lecture", "emulated"}, "[[problem]]");
  ProblemKind problem{.name = read_text(reader, table, "name"),
                      .title = read_text(reader, table, "title"),
                      .experiments = {},
                      .lecture = {},
                      .emulated = table["emulated"].value_or(std::string())};
  if (const toml::node* experiments = table.get("experiments")) {
    problem.experiments = read_texts(reader, *experiments, "experiments");
  } else {
    reader.mistake(table, fmt::format("problem '{}' has no experiments", problem.name), std::string(remedy));
  }
  if (const toml::table* lecture = reader.table(table, "lecture")) {
    for (const auto& [way, node] : *lecture) {
      problem.lecture[std::string(way.str())] = read_text(reader, *lecture, way.str());
    }
  }
  return problem;
}

StartUps read_start_ups(TomlReader& reader, const toml::table& root) {
  const toml::table* table = reader.table(root, "start_up");
  if (table == nullptr) {
    return {};
  }
  reader.check_keys(*table, {"experiment", "measure"}, "[start_up]");
  return {.experiment = table->contains("experiment") ? read_text(reader, *table, "experiment") : std::string(),
          .measure = read_text(reader, *table, "measure")};
}

/// Those at `key`, of which there must be some.
template <typename Read>
auto read_each(TomlReader& reader, const toml::table& root, std::string_view key, Read read) {
  std::vector<decltype(read(reader, root))> all;
  const toml::array* tables = root[key].as_array();
  for (std::size_t i = 0; tables != nullptr && i < tables->size(); ++i) {
    if (const toml::table* table = (*tables)[i].as_table()) {
      all.push_back(read(reader, *table));
    }
  }
  if (all.empty()) {
    reader.mistake(
        {.what = fmt::format("there is no [[{}]]", key), .where = reader.where(root), .remedy = std::string(remedy)});
  }
  return all;
}

} // namespace

DecisionRules read_decision_rules(std::string_view toml, const std::string& where) {
  toml::table root;
  try {
    root = toml::parse(toml, where);
  } catch (const toml::parse_error& error) {
    const auto& begin = error.source().begin;
    throw UsageError("broken TOML: " + std::string(error.description()),
                     fmt::format("{}:{}:{}", where, begin.line, begin.column), "mend that line");
  }
  TomlReader reader(where);
  reader.check_keys(root, {"verdict", "way", "problem", "start_up"}, "the decision rules");
  DecisionRules rules{.thresholds = read_thresholds(reader, root),
                      .ways = read_each(reader, root, "way", read_way),
                      .problems = read_each(reader, root, "problem", read_problem),
                      .start_ups = read_start_ups(reader, root)};
  if (!reader.mistakes().empty()) {
    throw UsageError(reader.mistakes());
  }
  return rules;
}

} // namespace sweep
