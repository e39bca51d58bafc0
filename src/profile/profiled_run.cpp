#include "profile/profiled_run.hpp"

#include <algorithm>

#include "core/split_mix.hpp"
#include "io/processes/foreground_command.hpp"
#include "profile/look.hpp"
#include "profile/process_tree.hpp"

namespace sweep {
namespace {

/// When to look next: at random, so that what a command does periodically is met in all its phases, and so long after a
/// look that took `cost` that looking takes a three-hundredth of the time; but what is short is looked at often at
/// first.
class Pace {
 public:
  Instant next(Seconds cost) {
    constexpr Seconds shortest = 0.01;
    constexpr double rest = 300;        // times the cost, on average
    constexpr Seconds at_first = 0.002; // a part of what starting takes: some ten looks in a tenth of a second
    spent_ += cost;
    const Seconds mean = spent_ < at_first ? shortest : std::max(shortest, rest * cost);
    return now() + static_cast<Instant>(1e9 * mean * (0.5 + random_.next_unit()));
  }

 private:
  Seconds spent_ = 0;
  SplitMix random_{static_cast<std::uint64_t>(now())};
};

std::optional<Pressure> pressure_since(const std::optional<Pressure>& before) {
  const std::optional<Pressure> after = pressure();
  if (!before || !after) {
    return std::nullopt;
  }
  return Pressure{.processor = after->processor - before->processor,
                  .devices = after->devices - before->devices,
                  .memory = after->memory - before->memory};
}

} // namespace

ProfiledRun run_profiled(const std::vector<std::string>& command) {
  ProcessTree tree;
  Watcher watcher;
  Pace pace;
  const Seconds before = thread_cpu_time();
  const std::optional<Pressure> pressed = pressure();
  const Instant begin = now();
  Account account(begin);
  ForegroundCommand running(command);
  Seconds cost = 0;
  while (!running.wait_until(pace.next(cost))) {
    const Seconds start = thread_cpu_time();
    Look look = watcher.look_at(tree.refresh());
    const EndedUse& ended = running.used();
    account.add(std::move(look), ended.user + ended.system);
    cost = thread_cpu_time() - start;
  }
  const Seconds wall = seconds_between(begin, now());
  const EndedUse used = running.used();
  const Seconds looking = thread_cpu_time() - before;
  const int left_behind = running.end_rest(living_descendants);
  return {.exit_code = running.exit_code(),
          .profile = account.total(wall, used),
          .pressure = pressure_since(pressed),
          .left_behind = left_behind,
          .own_processor = looking};
}

} // namespace sweep
