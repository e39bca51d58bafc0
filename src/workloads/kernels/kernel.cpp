#include "workloads/kernels/kernel.hpp"

#include <limits>

namespace sweep {

double Kernel::exact(const double* setting, std::uint64_t draws) const {
  const std::optional<Estimate> theory = expected(setting, draws);
  return theory ? theory->mean : std::numeric_limits<double>::quiet_NaN();
}

double Kernel::score(std::span<const std::uint64_t> words, const double* setting, std::uint64_t draws) const {
  const std::optional<Estimate> theory = expected(setting, draws);
  return theory ? score_of(estimate(words, setting, draws), theory->mean) : std::numeric_limits<double>::quiet_NaN();
}

std::vector<EstimateColumn> estimate_columns(const KernelDescriptor& kernel) {
  std::vector<EstimateColumn> columns = kernel.columns;
  if (kernel.known) {
    columns.push_back({*kernel.known + "exact", kernel.unit, "what " + *kernel.known + "mean estimates, exactly"});
    columns.push_back({"score", "1",
                       "(" + *kernel.known + "mean - " + *kernel.known + "exact) / " + *kernel.known +
                           "standard_error, where that is near to a standard normal number"});
  }
  return columns;
}

} // namespace sweep
