#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "core/topology.hpp"

namespace sweep {

/// What a job may use of one node: what placing ranks, bounds, warnings and provenance all speak of.
struct Node {
  std::vector<Core> cores; ///< Those with a hardware thread that may be used, and of each only such.
  double quota = std::numeric_limits<double>::infinity(); ///< Processors' worth of time that control groups grant.

  std::int64_t hardware_threads() const;

  /// How many workers run at full speed at once: one a core, and no more than the quota is worth, but never less than
  /// one, since there is no smaller launch. With a quota of 1.5 that is 1.5 on any machine of two cores or more.
  double granted_cores() const;

  /// The same for workers that share cores: one a hardware thread.
  double granted_hardware_threads() const;

  /// All hardware threads in the order in which workers take them: one of every core first, package after package, then
  /// the siblings in the same order.
  std::vector<int> in_order() const;

  /// Which hardware threads each of `ranks` ranks gets for its `workers`: cores of their own where there are enough,
  /// siblings only beyond that. Ranks take packages in turn, and a rank's workers are on one where they find room.
  /// None where there are fewer hardware threads than workers.
  std::vector<std::vector<int>> shares(std::int64_t ranks, std::int64_t workers) const;
};

/// The cores of `all` as far as `usable` hardware threads go. A hardware thread that none of them has, as where nothing
/// is known of the machine, is a core of its own.
std::vector<Core> usable_cores(const std::vector<Core>& all, const std::vector<int>& usable);

/// The part of this node that the calling thread may use.
Node usable_part();

} // namespace sweep
