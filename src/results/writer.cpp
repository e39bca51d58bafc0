#include "results/writer.hpp"

#include "core/errors.hpp"
#include "io/durable_write.hpp"
#include "results/latencies.hpp"
#include "results/locks.hpp"
#include "results/operations.hpp"
#include "results/schema.hpp"
#include "results/summary.hpp"

namespace sweep {
namespace {

void write_root(Hdf5File& file, const Result& result) {
  file.write_attribute("/", "format", std::string(result_format));
  file.write_attribute("/", "schema_version", schema_version);
  file.write_attribute("/", "status", result.complete ? "complete" : "partial");
  file.write_attribute("/", "created", result.created);
}

void write_campaign(Hdf5File& file, const CampaignRecord& campaign) {
  file.create_group("/campaign");
  file.write_attribute("/campaign", "name", campaign.name);
  file.write_attribute("/campaign", "seed", campaign.seed);
  file.write_attribute("/campaign", "toml", campaign.toml);
  file.write_attribute("/campaign", "command_line", campaign.command_line);
}

void write_provenance(Hdf5File& file, const Provenance& provenance) {
  file.create_group("/provenance");
  for (const auto& [name, value] : provenance) {
    file.write_attribute("/provenance", name, to_attribute(value));
  }
}

void write_estimates(Hdf5File& file, const std::map<std::string, Table>& estimates) {
  file.create_group("/estimates");
  for (const auto& [experiment, table] : estimates) {
    SWEEP_EXPECT(!experiment.empty());
    if (!table.columns.empty()) {
      const std::string path = "/estimates/" + estimates_name(experiment);
      file.write_table(path, table);
      file.write_attribute(path, "experiment", experiment);
    }
  }
}

} // namespace

void write(const Result& result, const std::filesystem::path& path) {
  write_durably(path, [&](Hdf5File& file) {
    write_root(file, result);
    write_campaign(file, result.campaign);
    write_provenance(file, result.provenance);
    file.write_table("/cases", cases_table(result));
    file.write_table("/samples", samples_table(result.samples));
    file.write_table("/summary", summary_table(result));
    write_estimates(file, result.estimates);
    write_latencies(file, result);
    file.write_table("/phases", phases_table(result));
    file.write_table("/operations", operations_table(result));
    file.write_table("/locks", locks_table(result.locks));
    file.write_table("/contention", contention_table(result));
    write_traces(file, result.traces);
  });
}

} // namespace sweep
