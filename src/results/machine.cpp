#include "results/machine.hpp"

#include <hwloc.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>
#include <memory>

#include "core/errors.hpp"

namespace sweep {
namespace {

/// A set of hardware threads.
struct FreeBitmap {
  void operator()(hwloc_bitmap_t bitmap) const { hwloc_bitmap_free(bitmap); }
};
using Bitmap = std::unique_ptr<hwloc_bitmap_s, FreeBitmap>;

struct DestroyTopology {
  void operator()(hwloc_topology_t topology) const { hwloc_topology_destroy(topology); }
};
using Topology = std::unique_ptr<hwloc_topology, DestroyTopology>;

constexpr std::array<std::string_view, 5> steering{"SLURM_", "OMP_", "GOMP_", "OMPI_MCA_", "SWEEP_"};
constexpr std::array<std::string_view, 3> bookkeeping{"OMPI_MCA_orte_", "OMPI_MCA_ess", "OMPI_MCA_initial_wdir"};
constexpr std::array<std::string_view, 5> secret{"JWT", "TOKEN", "SECRET", "PASSWORD", "KEY"};

/// The node's topology, including what this process may not use.
Topology load_topology() {
  hwloc_topology_t loading = nullptr;
  if (hwloc_topology_init(&loading) != 0) {
    throw system_error_from_errno("hwloc_topology_init", "");
  }
  Topology topology(loading);
  hwloc_topology_set_flags(loading, HWLOC_TOPOLOGY_FLAG_INCLUDE_DISALLOWED);
  if (hwloc_topology_load(loading) != 0) {
    throw system_error_from_errno("hwloc_topology_load", "");
  }
  return topology;
}

Bitmap parse(const std::string& list) {
  Bitmap bitmap(hwloc_bitmap_alloc());
  hwloc_bitmap_list_sscanf(bitmap.get(), list.c_str());
  return bitmap;
}

std::string to_list(const Bitmap& bitmap) {
  char* text = nullptr;
  hwloc_bitmap_list_asprintf(&text, bitmap.get());
  const std::unique_ptr<char, void (*)(void*)> owner(text, std::free);
  return text == nullptr ? "" : text;
}

std::string processor_of(hwloc_topology_t topology) {
  const hwloc_obj_t package = hwloc_get_obj_by_type(topology, HWLOC_OBJ_PACKAGE, 0);
  for (const hwloc_obj_t object : {package, hwloc_get_root_obj(topology)}) {
    const char* model = object == nullptr ? nullptr : hwloc_obj_get_info_by_name(object, "CPUModel");
    if (model != nullptr) {
      const std::string_view padded = model;
      return std::string(padded.substr(0, padded.find_last_not_of(' ') + 1));
    }
  }
  return "unknown";
}

bool is_relevant(std::string_view name) {
  const auto begins_name = [&](std::string_view prefix) { return name.starts_with(prefix); };
  return std::ranges::any_of(steering, begins_name) && std::ranges::none_of(bookkeeping, begins_name) &&
         std::ranges::none_of(secret, [&](std::string_view word) { return name.find(word) != name.npos; });
}

} // namespace

Machine machine(std::string_view available) {
  const Topology topology = load_topology();
  const Bitmap usable = parse(std::string(available));
  Machine machine{.processor = processor_of(topology.get()),
                  .cores = hwloc_get_nbobjs_by_type(topology.get(), HWLOC_OBJ_CORE),
                  .hardware_threads = hwloc_get_nbobjs_by_type(topology.get(), HWLOC_OBJ_PU),
                  .memory_bytes = static_cast<std::int64_t>(hwloc_get_root_obj(topology.get())->total_memory)};
  hwloc_obj_t core = nullptr;
  while ((core = hwloc_get_next_obj_by_type(topology.get(), HWLOC_OBJ_CORE, core)) != nullptr) {
    machine.cores_available += hwloc_bitmap_intersects(core->cpuset, usable.get());
  }
  return machine;
}

std::string to_list(const std::vector<int>& numbers) {
  const Bitmap bitmap(hwloc_bitmap_alloc());
  for (const int number : numbers) {
    hwloc_bitmap_set(bitmap.get(), static_cast<unsigned>(number));
  }
  return to_list(bitmap);
}

std::string merged(const std::vector<std::string>& lists) {
  const Bitmap all(hwloc_bitmap_alloc());
  for (const std::string& list : lists) {
    hwloc_bitmap_or(all.get(), all.get(), parse(list).get());
  }
  return to_list(all);
}

std::int64_t count_of(const std::string& list) {
  return hwloc_bitmap_weight(parse(list).get());
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
