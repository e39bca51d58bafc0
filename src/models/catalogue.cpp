#include "models/catalogue.hpp"

#include "core/catalogue.hpp"

namespace sweep {

#define SWEEP_CATALOGUE(name) ModelDescriptor name##_model();
#include "models/catalogue.def"
#undef SWEEP_CATALOGUE

std::span<const ModelDescriptor> models() {
  static const std::vector<ModelDescriptor> all{
#define SWEEP_CATALOGUE(name) name##_model(),
#include "models/catalogue.def"
#undef SWEEP_CATALOGUE
  };
  return all;
}

const ModelDescriptor* find_model(std::string_view name) {
  return find_by_name(models(), name);
}

int openmp_date() {
  return _OPENMP;
}

} // namespace sweep
