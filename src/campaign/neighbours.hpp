#pragma once

#include <deque>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "campaign/launch.hpp"
#include "core/processor_use.hpp"

namespace sweep {

/// What a rank saw of its node's processors before and after a repetition.
struct UseSeen {
  ProcessorUse before;
  ProcessorUse after;
};

/// Knows who took the processors of every node: our ranks, our services, or strangers, which is what is left of the
/// system's count. That is in ticks, so it is looked at over windows of a second or more. On rank 0.
class Neighbours {
 public:
  explicit Neighbours(const Launch& launch) : launch_(launch) {}

  /// Notes what the ranks of a case saw, in order of rank. Returns for each rank that is the first of its host how much
  /// processor time strangers took there while the repetition ran: their share of the window that ends with it, which
  /// reaches back to its beginning and a second at least, times its duration. 0 for other ranks, and while there has
  /// been no such window.
  std::vector<Seconds> strangers(std::span<const UseSeen> seen);

 private:
  struct Point {
    Instant when;
    Seconds strangers; ///< So far.
  };
  Seconds in_window(std::deque<Point>& points, const UseSeen& seen, Seconds now_taken);

  const Launch& launch_;
  std::map<std::size_t, ProcessorUse> first_; ///< By rank: what it said first, and what it said last.
  std::map<std::size_t, ProcessorUse> last_;
  std::map<std::string, std::deque<Point>> points_; ///< By host; ascending.
};

} // namespace sweep
