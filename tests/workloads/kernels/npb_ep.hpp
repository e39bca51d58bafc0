#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace sweep::test {

/// NPB's kernel EP in its plain form, pair by pair, in C++ as EP/ep.f90 and common/randi8.f90 of NPB 3.4.2 have it in
/// Fortran: the oracle, and what kernel `ep` is compared with.
struct NpbEp {
  double sum_x = 0;
  double sum_y = 0;
  std::array<std::uint64_t, 10> count{};
};

/// a x modulo 2^46.
inline std::uint64_t npb_product(std::uint64_t a, std::uint64_t x) {
  return a * x & ((std::uint64_t{1} << 46U) - 1);
}

/// Adds batch `batch` of 2^16 pairs. `numbers` has 2^17 places.
inline void npb_ep_batch(std::uint64_t batch, std::vector<double>& numbers, NpbEp& found) {
  constexpr std::uint64_t a = 1'220'703'125;
  std::uint64_t an = a;
  for (int i = 0; i < 17; ++i) {
    an = npb_product(an, an);
  }
  std::uint64_t state = 271'828'183;
  for (; batch > 0; batch /= 2) {
    state = batch % 2 == 1 ? npb_product(an, state) : state;
    an = npb_product(an, an);
  }
  for (double& number : numbers) {
    state = npb_product(a, state);
    number = 0x1p-46 * static_cast<double>(state);
  }
  for (std::size_t i = 0; i < numbers.size(); i += 2) {
    const double x = 2 * numbers[i] - 1;
    const double y = 2 * numbers[i + 1] - 1;
    const double t = x * x + y * y;
    if (t <= 1) {
      const double factor = std::sqrt(-2 * std::log(t) / t);
      const double normal_x = x * factor;
      const double normal_y = y * factor;
      found.count[static_cast<std::size_t>(std::max(std::abs(normal_x), std::abs(normal_y)))] += 1;
      found.sum_x += normal_x;
      found.sum_y += normal_y;
    }
  }
}

} // namespace sweep::test
