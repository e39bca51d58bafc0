#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "results/record.hpp"

namespace sweep {

/// What disturbed one repetition, as shares of its time; 0 where it is not known.
struct Disturbance {
  double ready = 0;     ///< Of the most disturbed rank's workers, on average: they could run and did not.
  double late = 0;      ///< The last worker began so late.
  double strangers = 0; ///< Processors that other programs took, on all nodes.
  double held = 0;      ///< The same, of those that the case can use at once: strangers can hold up no more of it.
  double servers = 0;   ///< Processors that the workload's own services took.

  /// Whether other programs held up ours so much that its time says little of a quiet machine.
  bool by_strangers() const;
};

/// Of the ranks of one repetition with so many workers each, of which so many can run at once, on all nodes.
Disturbance disturbance(std::span<const Sample> ranks, std::int64_t workers, double simultaneous);

/// What to say of all repetitions of a case: of late starts, of other programs and of services, where they matter.
std::vector<std::string> disturbance_warnings(std::span<const Disturbance> all);

} // namespace sweep
