#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "profile/diagnosis.hpp"
#include "profile/profiled_run.hpp"

namespace sweep {

/// "CPU-bound", "I/O-bound", "mixed" or "undecided".
std::string_view name(Bound bound);

/// The word for a wait in JSON: "device".
std::string_view name(Wait wait);

/// What the lecture says to do next, and the campaign of this package that shows it.
struct NextStep {
  std::string_view words;
  std::string_view campaign;
};

NextStep next_step(Advice advice);

/// What `sweep profile` says: verdict, shares of the time, who used what, the next step, and what the system does not
/// tell.
/// @param command     as it was typed
/// @param processors  that it may use
std::string profile_text(const std::vector<std::string>& command, const ProfiledRun& ended, double processors);

} // namespace sweep
