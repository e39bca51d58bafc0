#include "models/gil_parameters.hpp"

#include <string>
#include <string_view>

#include "models/gil/catalogue.hpp"
#include "models/interpreter_pace.hpp"

namespace sweep {
namespace {

std::vector<Parameter> lock_parameters() {
  return {{"threads", Kind::integer, std::int64_t{2}, 1, 1e6, {"1..cores", "cores"}, "threads a rank"},
          {"policy",
           Kind::word,
           "interval",
           0,
           0,
           names_of(policies()),
           "the lock; `sweep list policies` tells of each",
           {},
           true},
          {"release",
           Kind::word,
           "around_io",
           0,
           0,
           {"around_io", "never"},
           "when the lock is released; never: not around waits, nor in native regions, as a careless extension does"},
          {"release_threshold",
           Kind::size,
           std::int64_t{2048},
           0,
           0x1p40,
           {},
           "native regions on fewer bytes keep the lock, as in hashlib",
           {{"release", {"around_io"}}}}};
}

std::vector<Parameter> other_parameters() {
  return {{"call_cost",
           Kind::duration,
           10e-6,
           0,
           1.0,
           {},
           "at pace cpython: what an interpreter takes for a wait, beside it (cold, measured: 4 to 10 µs)",
           {{"pace", {"cpython"}}}},
          {"pin",
           Kind::word,
           "none",
           0,
           0,
           {"none", "spread", "compact"},
           "spread: each thread on one of the rank's cores, in turn; compact: all on the first; none: wherever. Ranks "
           "share cores where the host has fewer than threads"},
          {"trace", Kind::flag, std::int64_t{0}, 0, 1, {}, "keep when each thread was in which state, of a repetition"},
          {"stack", Kind::size, std::int64_t{0}, 0, 0x1p40, {}, "stack of each thread; 0: the system's (ulimit -s)"}};
}

} // namespace

std::vector<Parameter> gil_parameters() {
  std::vector<Parameter> all = lock_parameters();
  for (const auto& more :
       {interpreter_pace_parameters(), other_parameters(), parameters_of_choices("policy", policies())}) {
    all.insert(all.end(), more.begin(), more.end());
  }
  return all;
}

} // namespace sweep
