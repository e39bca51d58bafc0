#include "workloads/counters/catalogue.hpp"

#include "core/catalogue.hpp"

namespace sweep {

#define SWEEP_CATALOGUE(name) CounterDescriptor name##_counter();
#include "workloads/counters/catalogue.def"
#undef SWEEP_CATALOGUE

std::span<const CounterDescriptor> counters() {
  static const std::vector<CounterDescriptor> all{
#define SWEEP_CATALOGUE(name) name##_counter(),
#include "workloads/counters/catalogue.def"
#undef SWEEP_CATALOGUE
  };
  return all;
}

const CounterDescriptor* find_counter(std::string_view name) {
  return find_by_name(counters(), name);
}

} // namespace sweep
