#pragma once

#include <cstddef>
#include <vector>

#include "core/clock.hpp"

namespace sweep {

/// Knows since when each of some others has been silent. Reads no clock and no channel: it is told both. One thread.
///
/// Silence counts only while the lookout itself looks: after a pause between two looks (its process was stopped, its
/// machine slept) it counts anew, since what came meanwhile may not have been heard. An other that has never been heard
/// is not silent but unknown: the network may not carry its beats.
class Lookout {
 public:
  /// @param limit  after so long it is lost
  /// @param pause  a look that comes so long after the one before was preceded by a pause
  Lookout(std::size_t others, Seconds limit, Seconds pause, Instant now);

  void heard(std::size_t other, Instant now);

  /// Those that have been silent for the limit, in order.
  std::vector<std::size_t> look(Instant now);

  /// For how long it has been silent, as far as counted; 0 where it was never heard.
  Seconds silence(std::size_t other, Instant now) const;

  /// Those that were never heard.
  std::vector<std::size_t> unknown() const;

 private:
  struct Other {
    Instant counted_from;
    bool is_known = false;
  };

  std::vector<Other> others_;
  Seconds limit_;
  Seconds pause_;
  Instant looked_;
};

} // namespace sweep
