#include "kernel_rivals.hpp"

#include "workloads/kernels/npb_ep.hpp"
#include "workloads/kernels/plain_asian.hpp"

namespace sweep {
namespace {

// Compiled with different flags into one program: see random_rivals.cpp on `flatten`.

[[gnu::flatten]] double ep(std::uint64_t batch) {
  static std::vector<double> numbers(std::size_t{2} << 16U);
  test::NpbEp found;
  test::npb_ep_batch(batch, numbers, found);
  return found.sum_x;
}

[[gnu::flatten]] double asian(const std::array<double, 6>& setting, std::uint64_t paths, std::uint64_t seed) {
  return test::plain_asian(setting, paths, seed)[0];
}

} // namespace

const KernelRivals RIVALS = {.ep = ep, .asian = asian};

} // namespace sweep
