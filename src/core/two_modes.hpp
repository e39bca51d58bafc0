#pragma once

#include <cstddef>
#include <optional>
#include <span>

namespace sweep {

/// Two clusters of values with nothing between them.
struct TwoModes {
  double low = 0; ///< The median of the lower cluster.
  double high = 0;
  std::size_t low_count = 0;
  std::size_t high_count = 0;
};

/// Whether `sample` lies in two clusters: whether its greatest gap is wider than all gaps of values that are spread
/// evenly would be with a probability of `level`. Evenly, because of all distributions with one mode that one leaves
/// gaps most easily within the range of its values, which is why Hartigan & Hartigan (Ann. Stat. 13 (1985) 70) test
/// against it.
///
/// Given the least and the greatest of n such values the n - 1 gaps have the joint distribution of spacings, and one of
/// g of them is wider than the share c of the range with a probability of at most g (1 - c)^(n - 2) (David & Nagaraja,
/// "Order Statistics", section 6.4). A tenth of the values at each end is left out, given which the same holds; and
/// each cluster must have a fifth of the values, and two of them. Fewer than six values say nothing.
std::optional<TwoModes> two_modes(std::span<const double> sample, double level);

} // namespace sweep
