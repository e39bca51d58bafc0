#include "workloads/kernels/catalogue.hpp"

#include "core/catalogue.hpp"

namespace sweep {

#define SWEEP_CATALOGUE(name) KernelDescriptor name##_kernel();
#include "workloads/kernels/catalogue.def"
#undef SWEEP_CATALOGUE

std::span<const KernelDescriptor> kernels() {
  static const std::vector<KernelDescriptor> all{
#define SWEEP_CATALOGUE(name) name##_kernel(),
#include "workloads/kernels/catalogue.def"
#undef SWEEP_CATALOGUE
  };
  return all;
}

const KernelDescriptor* find_kernel(std::string_view name) {
  return find_by_name(kernels(), name);
}

} // namespace sweep
