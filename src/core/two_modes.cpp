#include "core/two_modes.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/statistics.hpp"

namespace sweep {

std::optional<TwoModes> two_modes(std::span<const double> sample, double level) {
  constexpr std::size_t fewest = 6;
  const std::size_t count = sample.size();
  if (count < fewest) {
    return std::nullopt;
  }
  std::vector<double> sorted(sample.begin(), sample.end());
  std::ranges::sort(sorted);
  const std::size_t left_out = count / 10;
  const std::size_t least = std::max<std::size_t>(2, (count + 4) / 5);
  std::size_t split = least; // the first value of the upper cluster
  for (std::size_t i = least; i + least <= count; ++i) {
    if (sorted[i] - sorted[i - 1] > sorted[split] - sorted[split - 1]) {
      split = i;
    }
  }
  const double range = sorted[count - 1 - left_out] - sorted[left_out];
  const double share = (sorted[split] - sorted[split - 1]) / range;
  const auto gaps = static_cast<double>(count - 2 * least + 1);
  const auto exponent = static_cast<double>(count - 2 * left_out - 2);
  if (range <= 0 || gaps * std::pow(1 - share, exponent) > level) {
    return std::nullopt;
  }
  const std::span<const double> all = sorted;
  return TwoModes{.low = quantile(all.first(split), 0.5),
                  .high = quantile(all.subspan(split), 0.5),
                  .low_count = split,
                  .high_count = count - split};
}

} // namespace sweep
