#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "campaign/handout.hpp"

namespace sweep {

/// What a schedule needs to know of a case.
struct Work {
  std::uint64_t tasks;
  std::uint64_t chunk; ///< Tasks handed out together; at least so many under `guided`.
  std::size_t workers_per_rank;
};

/// How tasks are handed out to the workers of all ranks; after OpenMP's schedules of the same names.
struct ScheduleDescriptor {
  std::string name;
  std::string summary;
  /// The chunk when none is asked for, given the tasks and the number of workers of all ranks.
  std::function<std::uint64_t(std::uint64_t tasks, std::uint64_t workers)> default_chunk;
  std::function<std::unique_ptr<Handout>(const Team&, const Work&)> make;
  bool fixed = false; ///< Whether it is known beforehand who runs what.
};

/// Every schedule that exists.
std::span<const ScheduleDescriptor> schedules();

/// The schedule of that name, or null.
const ScheduleDescriptor* find_schedule(std::string_view name);

} // namespace sweep
