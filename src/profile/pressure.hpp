#pragma once

#include <optional>
#include <string_view>

#include "core/clock.hpp"

namespace sweep {

/// How long some program of the whole machine, or of its part that this process sees, has waited so far (pressure stall
/// information, /proc/pressure). Only differences mean something.
struct Pressure {
  Seconds processor = 0;
  Seconds devices = 0;
  Seconds memory = 0;
};

/// Now; nothing where the system does not tell.
std::optional<Pressure> pressure();

/// The time of the line "some avg10=… total=14096748402" of such a file, in seconds; nothing where there is none.
std::optional<Seconds> stalled_seconds(std::string_view text);

} // namespace sweep
