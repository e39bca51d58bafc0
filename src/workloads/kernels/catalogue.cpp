#include "workloads/kernels/catalogue.hpp"

#include "core/catalogue.hpp"
#include "workloads/kernels/yours/catalogue.hpp"

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
  return names_kernel_file(name) ? find_kernel_of_yours(name) : find_by_name(kernels(), name);
}

} // namespace sweep
