#include "results/writer.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "io/hdf5/durable_write.hpp"
#include "results/estimates.hpp"
#include "results/latencies.hpp"
#include "results/locks.hpp"
#include "results/noise.hpp"
#include "results/operations.hpp"
#include "results/parts.hpp"
#include "results/schema.hpp"
#include "results/summary.hpp"
#include "results/tables.hpp"

namespace sweep {
namespace {

void write_root(Hdf5File& file, const Result& result) {
  file.write_attribute("/", "format", std::string(result_format));
  file.write_attribute("/", "schema_version", schema_version);
  file.write_attribute("/", "status", result.complete ? "complete" : "partial");
  file.write_attribute("/", "created", result.created);
  file.write_attribute("/", "identity", result.identity);
  file.write_attribute("/", "saves", result.saves);
}

void write_campaign(Hdf5File& file, const CampaignRecord& campaign) {
  file.create_group("/campaign");
  file.write_attribute("/campaign", "name", campaign.name);
  file.write_attribute("/campaign", "seed", campaign.seed);
  file.write_attribute("/campaign", "toml", campaign.toml);
  file.write_attribute("/campaign", "command_line", campaign.command_line);
  file.write_attribute("/campaign", "min_repetitions", campaign.min_repetitions);
  file.write_attribute("/campaign", "launches", campaign.launches);
  if (!campaign.decision_rules.empty()) {
    file.write_attribute("/campaign", "decision_rules", campaign.decision_rules);
  }
}

void write_provenance(Hdf5File& file, const Provenance& provenance) {
  file.create_group("/provenance");
  for (const auto& [name, value] : provenance) {
    file.write_attribute("/provenance", name, to_attribute(value));
  }
}

/// The tables with a row a repetition and rank, or more, in parts.
constexpr std::array<std::string_view, 4> row_tables{"samples", "phases", "locks", "measures"};

void write_rows(Hdf5File& file, const Result& result) {
  for (const ResultTable& table : tables_of(result)) {
    if (std::ranges::find(row_tables, table.name) != row_tables.end()) {
      file.write_table('/' + table.name, table.visit);
    }
  }
}

void fill(Hdf5File& file, const Result& result) {
  write_root(file, result);
  write_campaign(file, result.campaign);
  write_part(file, result);
  write_provenance(file, result.provenance);
  file.write_table("/cases", cases_table(result));
  file.write_table("/launches", launches_table(result.launches));
  write_rows(file, result);
  file.write_table("/summary", summary_table(result));
  file.write_table("/noise", noise_table(result));
  write_estimates(file, result.estimates);
  write_latencies(file, result);
  file.write_table("/operations", operations_table(result));
  file.write_table("/contention", contention_table(result));
  write_traces(file, result.traces);
  file.write_table("/columns", columns_table(result));
}

} // namespace

void write(const Result& result, const std::filesystem::path& path) {
  write_durably(path, [&](Hdf5File& file) { fill(file, result); });
}

bool create(const Result& result, const std::filesystem::path& path) {
  return create_durably(path, [&](Hdf5File& file) { fill(file, result); });
}

} // namespace sweep
