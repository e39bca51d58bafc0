#include "workloads/transfers/catalogue.hpp"

#include "core/catalogue.hpp"

namespace sweep {

#define SWEEP_CATALOGUE(name) TransferDescriptor name##_transfer();
#include "workloads/transfers/catalogue.def"
#undef SWEEP_CATALOGUE

std::span<const TransferDescriptor> transfers() {
  static const std::vector<TransferDescriptor> all{
#define SWEEP_CATALOGUE(name) name##_transfer(),
#include "workloads/transfers/catalogue.def"
#undef SWEEP_CATALOGUE
  };
  return all;
}

const TransferDescriptor* find_transfer(std::string_view name) {
  return find_by_name(transfers(), name);
}

} // namespace sweep
