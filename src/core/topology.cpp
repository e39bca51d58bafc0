#include "core/topology.hpp"

#include <hwloc.h>

#include <memory>
#include <sstream>
#include <string_view>

#include "core/affinity.hpp"
#include "core/errors.hpp"
#include "core/number_list.hpp"

namespace sweep {
namespace {

struct DestroyTopology {
  void operator()(hwloc_topology_t topology) const { hwloc_topology_destroy(topology); }
};
using Handle = std::unique_ptr<hwloc_topology, DestroyTopology>;

Handle make_handle() {
  hwloc_topology_t made = nullptr;
  if (hwloc_topology_init(&made) != 0) {
    throw system_error_from_errno("hwloc_topology_init", "");
  }
  return Handle(made);
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

/// Loads what `handle` was told to describe.
Topology load(const Handle& handle) {
  hwloc_topology_set_flags(handle.get(), HWLOC_TOPOLOGY_FLAG_INCLUDE_DISALLOWED);
  for (const hwloc_obj_type_t type : {HWLOC_OBJ_MISC, HWLOC_OBJ_GROUP}) {
    hwloc_topology_set_type_filter(handle.get(), type, HWLOC_TYPE_FILTER_KEEP_NONE);
  }
  hwloc_topology_set_cache_types_filter(handle.get(), HWLOC_TYPE_FILTER_KEEP_NONE);
  if (hwloc_topology_load(handle.get()) != 0) {
    throw system_error_from_errno("hwloc_topology_load", "");
  }
  // Where the system knows of no cores, each hardware thread is one.
  const bool knows = hwloc_get_nbobjs_by_type(handle.get(), HWLOC_OBJ_CORE) > 0;
  const hwloc_obj_type_t type = knows ? HWLOC_OBJ_CORE : HWLOC_OBJ_PU;
  Topology found{.processor = processor_of(handle.get()), .cores = {}};
  hwloc_obj_t object = nullptr;
  while ((object = hwloc_get_next_obj_by_type(handle.get(), type, object)) != nullptr) {
    const hwloc_obj_t package = hwloc_get_ancestor_obj_by_type(handle.get(), HWLOC_OBJ_PACKAGE, object);
    Core& core = found.cores.emplace_back();
    core.number = hwloc_bitmap_first(object->cpuset);
    core.package = package == nullptr ? 0 : static_cast<int>(package->logical_index);
    for (int number = hwloc_bitmap_first(object->cpuset); number >= 0;
         number = hwloc_bitmap_next(object->cpuset, number)) {
      core.hardware_threads.push_back(number);
    }
  }
  return found;
}

} // namespace

const Topology& this_topology() {
  static const Topology found = [] {
    Topology unknown{.processor = "unknown", .cores = {}};
    try {
      return affinity().refusal.empty() ? load(make_handle()) : unknown; // hwloc asks for ever where it is refused
    } catch (const SystemError&) { // on some kernel that hwloc does not understand: the work can be done all the same
      return unknown;
    }
  }();
  return found;
}

Topology topology_from_xml(const std::string& xml) {
  const Handle handle = make_handle();
  if (hwloc_topology_set_xmlbuffer(handle.get(), xml.c_str(), static_cast<int>(xml.size() + 1)) != 0) {
    throw system_error_from_errno("hwloc_topology_set_xmlbuffer", "");
  }
  return load(handle);
}

std::string to_text(const std::vector<Core>& cores) {
  std::string text;
  for (std::size_t index = 0; index < cores.size(); ++index) {
    const bool same_package = index > 0 && cores[index].package == cores[index - 1].package;
    text += index == 0 ? "" : same_package ? ";" : "|";
    text += to_list(cores[index].hardware_threads);
  }
  return text;
}

std::vector<Core> cores_from_text(const std::string& text) {
  std::vector<Core> cores;
  std::istringstream packages(text);
  int package = 0;
  for (std::string some; std::getline(packages, some, '|'); ++package) {
    std::istringstream lists(some);
    for (std::string list; std::getline(lists, list, ';');) {
      const std::vector<int> numbers = numbers_of(list);
      if (!numbers.empty()) {
        cores.push_back({.number = numbers.front(), .package = package, .hardware_threads = numbers});
      }
    }
  }
  return cores;
}

} // namespace sweep
