#include "cli/campaign_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <sstream>

#include "cli/experiment_table.hpp"
#include "cli/nearest.hpp"
#include "cli/quantity.hpp"
#include "cli/toml_reader.hpp"

namespace sweep {
namespace {

Parameter whole(std::string name, std::int64_t initial, double minimum, double maximum) {
  return {.name = std::move(name),
          .kind = Kind::integer,
          .initial = initial,
          .minimum = minimum,
          .maximum = maximum,
          .choices = {},
          .help = {}};
}

std::int64_t read_whole(TomlReader& reader, const toml::table& table, const Parameter& parameter) {
  return std::get<std::int64_t>(reader.value_or_initial(table, parameter));
}

/// "5%", or 0.05.
double read_interval(TomlReader& reader, const toml::table& table, double initial) {
  const toml::node* node = table.get("interval");
  if (node == nullptr) {
    return initial;
  }
  const std::optional<double> fraction =
      node->is_string() ? parse_percentage(node->as_string()->get()) : node->value<double>();
  if (!fraction || !(*fraction > 0 && *fraction <= 1)) {
    reader.mistake(*node, "interval is not valid", "give a percentage like \"5%\", above 0 and at most 100 %");
    return initial;
  }
  return *fraction;
}

Repetitions read_repetitions(TomlReader& reader, const toml::table& campaign) {
  constexpr double most = 1e6;
  Repetitions repetitions;
  const toml::table* table = reader.table(campaign, "repetitions");
  if (table == nullptr) {
    return repetitions;
  }
  reader.check_keys(*table, {"min", "max", "interval"}, "repetitions");
  repetitions.min = read_whole(reader, *table, whole("min", repetitions.min, 1, most));
  repetitions.max = read_whole(reader, *table, whole("max", std::max(repetitions.max, repetitions.min), 1, most));
  repetitions.interval = read_interval(reader, *table, repetitions.interval);
  if (repetitions.min > repetitions.max) {
    reader.mistake(*table, fmt::format("repetitions: min {} is above max {}", repetitions.min, repetitions.max),
                   "make min at most max");
  }
  return repetitions;
}

bool fit_for_file_name(const std::string& name) {
  return !name.empty() && name.size() <= 100 && std::ranges::all_of(name, [](unsigned char letter) {
    return std::isalnum(letter) != 0 || letter == '-' || letter == '_' || letter == '.';
  });
}

void read_header(TomlReader& reader, const toml::table& root, const std::string& file_name, Campaign& campaign) {
  campaign.name = std::filesystem::path(file_name).stem().string();
  const toml::table* table = reader.table(root, "campaign");
  if (table == nullptr) {
    return;
  }
  reader.check_keys(*table, {"name", "seed", "repetitions", "warmup", "time_limit"}, "[campaign]");
  if (const toml::node* name = table->get("name")) {
    campaign.name = name->value<std::string>().value_or("");
    if (!fit_for_file_name(campaign.name)) {
      reader.mistake(*name, "the campaign's name is not valid", "use letters, digits, '-', '_' and '.', at most 100");
    }
  }
  campaign.seed = static_cast<std::uint64_t>(
      read_whole(reader, *table, whole("seed", static_cast<std::int64_t>(campaign.seed), 0, 0x1p63)));
  campaign.repetitions = read_repetitions(reader, *table);
  campaign.warmup = read_whole(reader, *table, whole("warmup", campaign.warmup, 0, 1e6));
  const Parameter time_limit{.name = "time_limit",
                             .kind = Kind::duration,
                             .initial = 0.0,
                             .minimum = 1e-3,
                             .maximum = 1e8,
                             .choices = {},
                             .help = {}};
  campaign.time_limit = std::get<double>(reader.value_or_initial(*table, time_limit));
}

void read_experiments(TomlReader& reader, const toml::table& root, Campaign& campaign) {
  const toml::node* node = root.get("experiment");
  const toml::array* tables = node == nullptr ? nullptr : node->as_array();
  if (tables == nullptr || tables->empty() || !tables->is_array_of_tables()) {
    const std::string remedy = "add an [[experiment]] with a workload and models; `sweep list` names them";
    if (node == nullptr) {
      reader.mistake({.what = "the campaign has no experiment", .where = reader.where(root), .remedy = remedy});
    } else {
      reader.mistake(*node, "experiment is not a list of tables", remedy);
    }
    return;
  }
  for (const toml::node& each : *tables) {
    Experiment experiment = read_experiment(reader, *each.as_table());
    const auto twin = std::ranges::find(campaign.experiments, experiment.name, &Experiment::name);
    if (twin != campaign.experiments.end()) {
      reader.mistake(each, fmt::format("two experiments are named '{}'", experiment.name),
                     "give each a `name` of its own");
    }
    campaign.experiments.push_back(std::move(experiment));
  }
}

toml::table parse(const std::string& text, const std::string& file_name) {
  try {
    return toml::parse(text, file_name);
  } catch (const toml::parse_error& error) {
    const auto& begin = error.source().begin;
    throw UsageError("broken TOML: " + std::string(error.description()),
                     fmt::format("{}:{}:{}", file_name, begin.line, begin.column), "mend that line");
  }
}

/// The value of an override: TOML, or a plain string when it is not.
toml::table parse_value(const std::string& text) {
  try {
    return toml::parse("value = " + text);
  } catch (const toml::parse_error&) {
    return toml::table{{"value", text}};
  }
}

/// Sets the value at the dotted `key` below `table`.
void set_value(toml::table& table, std::string_view key, const Override& change) {
  const std::size_t dot = key.find('.');
  if (dot == std::string_view::npos) {
    toml::table parsed = parse_value(change.value);
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
  set_value(*below->as_table(), key.substr(dot + 1), change);
}

void apply(const Override& change, toml::table& root) {
  if (change.table == "campaign") {
    set_value(root, "campaign." + change.key, change);
    return;
  }
  std::vector<std::string> names{"campaign", "experiment"};
  bool found = false;
  if (toml::array* experiments = root["experiment"].as_array()) {
    for (toml::node& node : *experiments) {
      toml::table* experiment = node.as_table();
      if (experiment == nullptr) {
        continue;
      }
      names.push_back((*experiment)["name"].value_or((*experiment)["workload"].value_or(std::string())));
      if (change.table == "experiment" || change.table == names.back()) {
        set_value(*experiment, change.key, change);
        found = true;
      }
    }
  }
  if (!found) {
    throw UsageError(fmt::format("no experiment is named '{}'", change.table), change.where,
                     suggestion(change.table, names));
  }
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

Campaign read_campaign(const std::string& text, const std::string& file_name, const std::vector<Override>& overrides) {
  toml::table root = parse(text, file_name);
  for (const Override& change : overrides) {
    apply(change, root);
  }
  TomlReader reader(file_name);
  Campaign campaign;
  reader.check_keys(root, {"campaign", "experiment"}, "the campaign file");
  read_header(reader, root, file_name, campaign);
  read_experiments(reader, root, campaign);
  if (!reader.mistakes().empty()) {
    throw UsageError(reader.mistakes());
  }
  campaign.toml = overrides.empty() ? text : (std::ostringstream() << root << '\n').str();
  return campaign;
}

} // namespace sweep
