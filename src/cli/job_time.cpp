#include "cli/job_time.hpp"

#include <charconv>
#include <cstdlib>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "core/errors.hpp"

namespace sweep {
namespace {

constexpr Seconds leaving = 2; ///< From when all is saved until srun or mpirun has ended, on a busy node.

/// Of these variables the first that is set and not empty.
std::optional<Seconds> time_in(std::initializer_list<const char*> names) {
  for (const char* name : names) {
    const char* told = std::getenv(name); // NOLINT(concurrency-mt-unsafe): nothing here sets variables
    const std::string_view text = told == nullptr ? "" : told;
    if (text.empty()) {
      continue;
    }
    std::int64_t seconds = 0;
    const auto [end, error] = std::from_chars(text.begin(), text.end(), seconds);
    if (error != std::errc() || end != text.end() || seconds < 0) {
      throw UsageError("'" + std::string(text) + "' is no time in whole seconds since 1970", name,
                       "unset it, or give what `date +%s` prints at that time");
    }
    return static_cast<Seconds>(seconds);
  }
  return std::nullopt;
}

} // namespace

Deadline job_time() {
  std::optional<Seconds> end = time_in({"SLURM_JOB_END_TIME", "SWEEP_END_TIME"});
  if (!end) {
    return {};
  }
  end = std::min(*end, time_in({"SWEEP_END_TIME"}).value_or(*end)); // which leaves the script of the job some time
  const Seconds here = time_of_day();
  const std::optional<Seconds> begin = time_in({"SLURM_JOB_START_TIME", "SWEEP_START_TIME"});
  const Instant present = now();
  constexpr Seconds century = 3e9; // which the clock can tell
  const auto at = [&](Seconds when) {
    return present + static_cast<Instant>(std::clamp(when - here, -century, century) * 1e9);
  };
  return {.begin = begin ? std::optional(at(*begin)) : std::nullopt, .end = at(*end - leaving)};
}

} // namespace sweep
