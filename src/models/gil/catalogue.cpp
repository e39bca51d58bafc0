#include "models/gil/catalogue.hpp"

#include "core/catalogue.hpp"

namespace sweep {

#define SWEEP_CATALOGUE(name) PolicyDescriptor name##_policy();
#include "models/gil/catalogue.def"
#undef SWEEP_CATALOGUE

std::span<const PolicyDescriptor> policies() {
  static const std::vector<PolicyDescriptor> all{
#define SWEEP_CATALOGUE(name) name##_policy(),
#include "models/gil/catalogue.def"
#undef SWEEP_CATALOGUE
  };
  return all;
}

const PolicyDescriptor* find_policy(std::string_view name) {
  return find_by_name(policies(), name);
}

} // namespace sweep
