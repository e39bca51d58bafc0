#include "core/holm.hpp"

#include <algorithm>
#include <cstddef>
#include <numeric>

namespace sweep {

std::vector<double> holm_levels(std::span<const double> p_values, double level) {
  std::vector<std::size_t> order(p_values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, {}, [&](std::size_t index) { return p_values[index]; });
  std::vector<double> levels(p_values.size());
  std::size_t left = p_values.size();
  for (const std::size_t index : order) {
    levels[index] = level / static_cast<double>(left);
    if (p_values[index] <= levels[index]) {
      --left; // once one is not rejected none is: p-values only grow
    }
  }
  return levels;
}

} // namespace sweep
