#include "cli/campaign_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>

#include "cli/experiment_table.hpp"
#include "cli/folders.hpp"
#include "cli/kernel_files.hpp"
#include "cli/listed_files.hpp"
#include "cli/names.hpp"
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
  if (table->get("min") == nullptr) {
    repetitions.min = std::min(repetitions.min, repetitions.max);
  }
  repetitions.interval = read_interval(reader, *table, repetitions.interval);
  if (repetitions.min > repetitions.max) {
    reader.mistake(*table, fmt::format("repetitions: min {} is above max {}", repetitions.min, repetitions.max),
                   "make min at most max");
  }
  return repetitions;
}

void read_header(TomlReader& reader, const toml::table& root, const std::string& file_name, Campaign& campaign) {
  campaign.name = name_after_file(file_name);
  const toml::table* table = reader.table(root, "campaign");
  if (table == nullptr) {
    return;
  }
  reader.check_keys(*table, {"name", "seed", "repetitions", "warmup", "time_limit", "launches"}, "[campaign]");
  campaign.name = read_name(reader, *table, "campaign", campaign.name);
  campaign.seed = static_cast<std::uint64_t>(
      read_whole(reader, *table, whole("seed", static_cast<std::int64_t>(campaign.seed), 0, 0x1p63)));
  campaign.repetitions = read_repetitions(reader, *table);
  campaign.warmup = read_whole(reader, *table, whole("warmup", campaign.warmup, 0, 1e6));
  campaign.launches = read_whole(reader, *table, whole("launches", campaign.launches, 1, 1e6));
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

} // namespace

Campaign read_campaign(const std::string& text, const std::string& file_name, const std::vector<Override>& overrides) {
  const std::string place = file_name == "-" ? "standard input" : file_name;
  toml::table root = parse(text, place);
  for (const Override& change : overrides) {
    apply(change, root);
  }
  TomlReader reader(place);
  Campaign campaign;
  announce_kernels(reader, root, file_name);
  const bool listed = read_listed_files(reader, root, file_name);
  const bool changed = expand_folders(reader, root) || listed || !overrides.empty();
  reader.check_keys(root, {"campaign", "experiment"}, "the campaign file");
  read_header(reader, root, file_name, campaign);
  read_experiments(reader, root, campaign);
  if (!reader.mistakes().empty()) {
    throw UsageError(reader.mistakes());
  }
  campaign.toml = changed ? (std::ostringstream() << root << '\n').str() : text;
  return campaign;
}

} // namespace sweep
