#include "cli/formats/result_json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <string>

#include "cli/formats/decision_json.hpp"
#include "cli/formats/json_writer.hpp"
#include "results/measures.hpp"
#include "results/parts.hpp"
#include "results/schema.hpp"
#include "results/summary.hpp"

namespace sweep {
namespace {

/// Columns of /cases that are told apart: texts of a line each, and a digest, which is no number.
constexpr std::array<std::string_view, 2> told_apart{"warnings", "checksum"};

void write_members(JsonWriter& json, const Table& table, std::size_t row) {
  for (const Column& column : table.columns) {
    if (std::ranges::find(told_apart, column.name) == told_apart.end()) {
      std::visit([&](const auto& values) { json.member(column.name, values[row]); }, column.values);
    }
  }
}

void write_units(JsonWriter& json, std::string_view name, const Table& table) {
  json.key(name);
  json.begin_object();
  for (const Column& column : table.columns) {
    if (!column.unit.empty() && column.unit != "1") {
      json.member(column.name, column.unit);
    }
  }
  json.end_object();
}

/// /cases without the parameters, of which each case here has its own.
Table fixed_columns(const Result& result) {
  Result plain;
  plain.cases = result.cases;
  for (CaseRecord& record : plain.cases) {
    record.parameters = {};
  }
  return cases_table(plain);
}

void write_campaign(JsonWriter& json, const Result& result) {
  const CampaignRecord& campaign = result.campaign;
  json.key("campaign");
  json.begin_object();
  json.member("name", campaign.name);
  json.member("seed", campaign.seed);
  json.member("min_repetitions", campaign.min_repetitions);
  json.member("launches", campaign.launches);
  json.member("command_line", campaign.command_line);
  json.member("toml", campaign.toml);
  if (!campaign.decision_rules.empty()) {
    json.member("decision_rules", campaign.decision_rules);
  }
  if (!result.part.is_whole()) {
    json.member("shards", result.part.of);
    json.member("shard", numbers_text(result.part.shards));
  }
  json.end_object();
}

void write_provenance(JsonWriter& json, const Provenance& provenance) {
  json.key("provenance");
  json.begin_object();
  for (const auto& [name, value] : provenance) {
    json.member(name, value);
  }
  json.end_object();
}

void write_launches(JsonWriter& json, const Table& launches) {
  json.key("launches");
  json.begin_array();
  for (std::size_t row = 0; row < launches.rows(); ++row) {
    json.begin_object();
    write_members(json, launches, row);
    json.end_object();
  }
  json.end_array();
}

void write_texts(JsonWriter& json, std::string_view name, const std::vector<std::string>& texts) {
  json.key(name);
  json.begin_array();
  for (const std::string& text : texts) {
    json.value(text);
  }
  json.end_array();
}

/// /summary with the row of each case.
struct Summaries {
  explicit Summaries(const Result& result) : table(summary_table(result)) {
    const auto& cases = table.get<std::int64_t>("case");
    for (std::size_t row = 0; row < cases.size(); ++row) {
      row_of.emplace(cases[row], row);
    }
    std::erase_if(table.columns, [](const Column& column) { return column.name == "case"; });
  }

  Table table;
  std::map<std::int64_t, std::size_t> row_of;
};

using Measured = std::map<std::int64_t, std::vector<MeasureSummary>>;

/// What its workload measured itself, by name.
void write_measures(JsonWriter& json, std::int64_t index, const Measured& measured) {
  json.key("measures");
  json.begin_object();
  if (const auto own = measured.find(index); own != measured.end()) {
    for (const MeasureSummary& each : own->second) {
      json.key(each.measure);
      json.begin_object();
      json.member("unit", each.unit);
      json.member("median", each.values.median);
      json.member("low", each.values.low);
      json.member("high", each.values.high);
      json.end_object();
    }
  }
  json.end_object();
}

void write_case(JsonWriter& json, const CaseRecord& record, const Table& fixed, const Summaries& summaries,
                const Measured& measured) {
  json.begin_object();
  write_members(json, fixed, static_cast<std::size_t>(record.index));
  json.member("checksum", fmt::format("{:016x}", record.checksum));
  write_texts(json, "warnings", record.warnings);
  json.key("parameters");
  json.begin_object();
  for (const auto& [name, value] : record.parameters) {
    json.member(name, value);
  }
  json.end_object();
  json.key("summary");
  if (const auto row = summaries.row_of.find(record.index); row != summaries.row_of.end()) {
    json.begin_object();
    write_members(json, summaries.table, row->second);
    json.end_object();
  } else {
    json.null();
  }
  write_measures(json, record.index, measured);
  json.end_object();
}

void write_all_units(JsonWriter& json, const Result& result, const Table& fixed, const Table& launches,
                     const Table& summary) {
  json.key("units");
  json.begin_object();
  write_units(json, "cases", fixed);
  write_units(json, "launches", launches);
  write_units(json, "summary", summary);
  json.key("parameters");
  json.begin_object();
  for (const auto& [name, parameter] : result.parameters) {
    if (!parameter.unit.empty() && parameter.unit != "1") {
      json.member(name, parameter.unit);
    }
  }
  json.end_object();
  json.end_object();
}

} // namespace

void write_result_json(const Result& result, const Sink& sink) {
  const Table fixed = fixed_columns(result);
  const Table launches = launches_table(result.launches);
  const Summaries summaries(result);
  const Measured measured = summarise_measures(result.measures);
  JsonWriter json(sink);
  json.begin_object();
  json.member("format", "sweep-show");
  json.member("version", json_version);
  json.member("status", result.complete ? "complete" : "partial");
  json.member("created", result.created);
  write_texts(json, "notes", result.notes);
  write_campaign(json, result);
  write_provenance(json, result.provenance);
  write_all_units(json, result, fixed, launches, summaries.table);
  write_launches(json, launches);
  json.key("cases");
  json.begin_array();
  for (auto record = result.cases.begin(); record != result.cases.end() && json.is_wanted(); ++record) {
    write_case(json, *record, fixed, summaries, measured);
  }
  json.end_array();
  write_decision(json, result);
  json.end_object();
  json.finish();
}

} // namespace sweep
