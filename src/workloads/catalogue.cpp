#include "workloads/catalogue.hpp"

#include "core/catalogue.hpp"

namespace sweep {

#define SWEEP_CATALOGUE(name) WorkloadDescriptor name##_workload();
#include "workloads/catalogue.def"
#undef SWEEP_CATALOGUE

std::span<const WorkloadDescriptor> workloads() {
  static const std::vector<WorkloadDescriptor> all{
#define SWEEP_CATALOGUE(name) name##_workload(),
#include "workloads/catalogue.def"
#undef SWEEP_CATALOGUE
  };
  return all;
}

const WorkloadDescriptor* find_workload(std::string_view name) {
  return find_by_name(workloads(), name);
}

} // namespace sweep
