#include "results/provenance.hpp"

#include <gnu/libc-version.h>
#include <strings.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/affinity.hpp"
#include "core/clock.hpp"
#include "core/control_groups.hpp"
#include "core/errors.hpp"
#include "core/number_list.hpp"
#include "core/processor_use.hpp"
#include "io/hdf5/hdf5_file.hpp"
#include "results/build_info.hpp"
#include "results/machine.hpp"

namespace sweep {
namespace {

/// Distinct host names, in the order of the ranks.
std::vector<std::string> hosts_of(const std::vector<RankFacts>& ranks) {
  std::vector<std::string> hosts;
  for (const RankFacts& rank : ranks) {
    if (std::ranges::find(hosts, rank.hostname) == hosts.end()) {
      hosts.push_back(rank.hostname);
    }
  }
  return hosts;
}

std::string affinities(const std::vector<RankFacts>& ranks) {
  std::string text;
  for (std::size_t rank = 0; rank < ranks.size(); ++rank) {
    text += fmt::format("{}rank {}: {}", rank == 0 ? "" : "; ", rank, ranks[rank].affinity);
  }
  return text;
}

std::string supported_sets() {
  std::vector<std::string_view> names;
  for (const InstructionSet set : instruction_sets()) {
    if (supported(set)) {
      names.push_back(name(set));
    }
  }
  return fmt::format("{}", fmt::join(names, ", "));
}

std::string libraries(int openmp_date) {
  const std::string openmp = openmp_date == 0 ? "" : fmt::format(", OpenMP {}", openmp_date);
  return fmt::format("HDF5 {}, {}{}, glibc {}", hdf5_version(), build_info::libraries, openmp, gnu_get_libc_version());
}

/// Processes that wanted to run, averaged over the last minute; NaN where the system does not tell.
double load_average() {
  double load = 0;
  return getloadavg(&load, 1) == 1 ? load : std::nan("");
}

/// Whether OpenMP was told to bind threads: it then binds the first one when its library is loaded, before main().
bool openmp_binds() {
  const char* const asked = std::getenv("OMP_PROC_BIND");
  return asked == nullptr ? std::getenv("OMP_PLACES") != nullptr || std::getenv("GOMP_CPU_AFFINITY") != nullptr
                          : strcasecmp(asked, "false") != 0;
}

/// Adds the facts of the calling rank's node, of which the job may use `node`.
void add_node(Provenance& provenance, const Node& node) {
  const Machine facts = machine();
  provenance.emplace_back("processor", facts.processor);
  provenance.emplace_back("cores", static_cast<std::int64_t>(node.granted_cores()));
  provenance.emplace_back("cores_of_node", facts.cores);
  provenance.emplace_back("hardware_threads", facts.hardware_threads);
  provenance.emplace_back("memory_bytes", facts.memory_bytes);
  provenance.emplace_back("kernel", kernel());
  provenance.emplace_back("cpu_quota", node.quota);
  provenance.emplace_back("frequency_governor", frequency_governor());
  provenance.emplace_back("clock_resolution_s", clock_resolution());
  provenance.emplace_back("processor_tick_s", busy_resolution()); // how fine strangers_s in /samples is
  provenance.emplace_back("load_average", load_average());
}

template <typename T>
void fetch(const Provenance& provenance, std::string_view name, T& value) {
  for (const auto& [each, found] : provenance) {
    if (each == name && std::holds_alternative<T>(found)) {
      value = std::get<T>(found);
    }
  }
}

} // namespace

RankFacts local_facts() {
  const Affinity here = affinity();
  return {.hostname = hostname(),
          .affinity = to_list(here.hardware_threads),
          .cpu_quota = granted_by_control_groups().processors,
          .affinity_known = here.refusal.empty(),
          .openmp_binds = openmp_binds()};
}

Provenance build_provenance(int openmp_date) {
  return {{"version", std::string(build_info::version)},
          {"git_revision", std::string(build_info::git_revision)},
          {"compiler", std::string(build_info::compiler)},
          {"flags", std::string(build_info::flags)},
          {"build_type", std::string(build_info::build_type)},
          {"libraries", libraries(openmp_date)},
          {"instruction_sets", supported_sets()}};
}

Provenance provenance(const std::vector<RankFacts>& ranks, const Node& node, InstructionSet used,
                      std::string mpi_library, int openmp_date) {
  SWEEP_EXPECT(!ranks.empty());
  const std::vector<std::string> hosts = hosts_of(ranks);
  Provenance all = build_provenance(openmp_date);
  all.emplace_back("instruction_set", std::string(name(used)));
  all.emplace_back("mpi_library", std::move(mpi_library));
  all.emplace_back("hosts", fmt::format("{}", fmt::join(hosts, ",")));
  all.emplace_back("nodes", static_cast<std::int64_t>(hosts.size()));
  all.emplace_back("ranks", static_cast<std::int64_t>(ranks.size()));
  all.emplace_back("affinity", affinities(ranks));
  add_node(all, node);
  all.emplace_back("environment", relevant_environment());
  return all;
}

LaunchRecord launch_of(const Provenance& provenance) {
  LaunchRecord launch{.launch = 0};
  fetch(provenance, "ranks", launch.ranks);
  fetch(provenance, "hosts", launch.hosts);
  fetch(provenance, "affinity", launch.affinity);
  fetch(provenance, "processor", launch.processor);
  fetch(provenance, "cores", launch.cores);
  fetch(provenance, "version", launch.version);
  fetch(provenance, "git_revision", launch.git_revision);
  fetch(provenance, "compiler", launch.compiler);
  fetch(provenance, "flags", launch.flags);
  fetch(provenance, "instruction_set", launch.instruction_set);
  fetch(provenance, "mpi_library", launch.mpi_library);
  fetch(provenance, "environment", launch.environment);
  fetch(provenance, "other_runs", launch.other_runs);
  fetch(provenance, "load_average", launch.load_average);
  return launch;
}

} // namespace sweep
