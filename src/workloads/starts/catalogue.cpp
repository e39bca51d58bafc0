#include "workloads/starts/catalogue.hpp"

#include "core/catalogue.hpp"

namespace sweep {

#define SWEEP_CATALOGUE(name) StartDescriptor name##_start();
#include "workloads/starts/catalogue.def"
#undef SWEEP_CATALOGUE

std::span<const StartDescriptor> starts() {
  static const std::vector<StartDescriptor> all{
#define SWEEP_CATALOGUE(name) name##_start(),
#include "workloads/starts/catalogue.def"
#undef SWEEP_CATALOGUE
  };
  return all;
}

const StartDescriptor* find_start(std::string_view name) {
  return find_by_name(starts(), name);
}

} // namespace sweep
