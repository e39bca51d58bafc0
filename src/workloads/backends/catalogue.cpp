#include "workloads/backends/catalogue.hpp"

#include "core/catalogue.hpp"

namespace sweep {

#define SWEEP_CATALOGUE(name) BackendDescriptor name##_backend();
#include "workloads/backends/catalogue.def"
#undef SWEEP_CATALOGUE

std::span<const BackendDescriptor> backends() {
  static const std::vector<BackendDescriptor> all{
#define SWEEP_CATALOGUE(name) name##_backend(),
#include "workloads/backends/catalogue.def"
#undef SWEEP_CATALOGUE
  };
  return all;
}

const BackendDescriptor* find_backend(std::string_view name) {
  return find_by_name(backends(), name);
}

} // namespace sweep
