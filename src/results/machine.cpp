#include "results/machine.hpp"

#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>

#include "core/topology.hpp"

namespace sweep {
namespace {

constexpr std::array<std::string_view, 6> steering{"SLURM_", "OMP_", "GOMP_", "OMPI_MCA_", "MPIR_CVAR_", "SWEEP_"};
// Of each launch another.
constexpr std::array<std::string_view, 15> bookkeeping{"SWEEP_REQUEUED",
                                                       "OMPI_MCA_orte_",
                                                       "OMPI_MCA_ess",
                                                       "OMPI_MCA_initial_wdir",
                                                       "MPIR_CVAR_CH3_INTERFACE_HOSTNAME",
                                                       "SWEEP_LAUNCHED",
                                                       "SWEEP_START_TIME",
                                                       "SWEEP_END_TIME",
                                                       "SLURM_JOB_START_TIME",
                                                       "SLURM_JOB_END_TIME",
                                                       "SLURM_RESTART_COUNT",
                                                       "SLURM_TASK_PID",
                                                       "SLURM_SRUN_COMM_PORT",
                                                       "SLURM_STEP_LAUNCHER_PORT",
                                                       "SLURM_PMIXP_ABORT_AGENT_PORT"};
constexpr std::string_view names_of_a_launch = "_backing_directory"; // jobs/environment.sh makes a folder for each

constexpr std::array<std::string_view, 5> secret{"JWT", "TOKEN", "SECRET", "PASSWORD", "KEY"};

bool is_relevant(std::string_view name) {
  const auto begins_name = [&](std::string_view prefix) { return name.starts_with(prefix); };
  return std::ranges::any_of(steering, begins_name) && std::ranges::none_of(bookkeeping, begins_name) &&
         !name.ends_with(names_of_a_launch) &&
         std::ranges::none_of(secret, [&](std::string_view word) { return name.find(word) != name.npos; });
}

} // namespace

Machine machine() {
  const Topology& topology = this_topology();
  Machine machine{.processor = topology.processor,
                  .cores = std::ssize(topology.cores),
                  .hardware_threads = 0,
                  .memory_bytes = std::int64_t{sysconf(_SC_PHYS_PAGES)} * sysconf(_SC_PAGESIZE)};
  for (const Core& core : topology.cores) {
    machine.hardware_threads += std::ssize(core.hardware_threads);
  }
  return machine;
}

std::string hostname() {
  std::array<char, 256> name{};
  gethostname(name.data(), name.size() - 1);
  return name.data();
}

std::string kernel() {
  utsname system{};
  uname(&system);
  return std::string(system.sysname) + " " + system.release + " " + system.machine;
}

std::string frequency_governor() {
  std::string governor;
  std::ifstream("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor") >> governor;
  return governor.empty() ? "unknown" : governor;
}

std::string relevant_environment() {
  std::vector<std::string> lines;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view line = *entry;
    if (is_relevant(line.substr(0, line.find('=')))) {
      std::ranges::replace(lines.emplace_back(line), '\n', ' ');
    }
  }
  std::ranges::sort(lines);
  std::string text;
  for (const std::string& line : lines) {
    text += (text.empty() ? "" : "\n");
    text += line;
  }
  return text;
}

} // namespace sweep
