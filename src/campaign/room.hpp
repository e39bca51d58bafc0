#pragma once

#include <algorithm>
#include <cstdint>

#include "campaign/course.hpp"
#include "campaign/deadline.hpp"

namespace sweep {

/// What the next repetition of a case asks of the time, with the saving of what it finds.
struct Need {
  Seconds likely = 0;    ///< About the longest that it takes.
  Seconds in_launch = 0; ///< That a launch needs for it alone, after its warm-up, by what was measured.
  bool is_guess = false; ///< `likely` is one: neither a repetition nor a warm-up was measured yet.
};

/// @param warmups  of which a launch that goes on makes one at least
/// @param saving   what writing the file takes
inline Need need_of(const Course& course, std::int64_t warmups, Seconds saving) {
  const auto times = static_cast<double>(1 + std::max<std::int64_t>(warmups, 1));
  return {.likely = course.longest_next() + saving,
          .in_launch = course.surely_takes() * times + saving,
          .is_guess = course.surely_takes() == 0};
}

enum class Room {
  enough,
  in_another_launch, ///< Not in this one any more.
  in_none,           ///< Nor in one that has the whole time for it.
};

/// Whether there is time for it. A guess ends nothing for good: what would not fit into any launch by a guess is begun.
inline Room room_for(const Need& need, const Deadline& until, Instant present) {
  if (until.fits(need.likely, present)) {
    return Room::enough;
  }
  if (!until.ever_fits(need.in_launch)) {
    return Room::in_none;
  }
  return need.is_guess && !until.ever_fits(need.likely) ? Room::enough : Room::in_another_launch;
}

} // namespace sweep
