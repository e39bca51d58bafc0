#include "models/gil_parameters.hpp"

#include <string>
#include <string_view>

#include "models/gil/policy.hpp"

namespace sweep {
namespace {

std::vector<std::string> policy_names() {
  std::vector<std::string> names;
  for (const PolicyDescriptor& policy : policies()) {
    names.push_back(policy.name);
  }
  return names;
}

std::string policy_help() {
  std::string help = "the lock";
  for (const PolicyDescriptor& policy : policies()) {
    help += (&policy == policies().data() ? ": " : "; ") + policy.name + ": " + policy.summary;
  }
  return help;
}

std::vector<Parameter> lock_parameters() {
  return {{"threads", Kind::integer, std::int64_t{2}, 1, 1e6, {"1..cores", "cores"}, "threads a rank"},
          {"policy", Kind::word, "interval", 0, 0, policy_names(), policy_help()},
          {"switch_interval",
           Kind::duration,
           0.005,
           1e-6,
           1e3,
           {},
           "interval and those like it: how long a thread waits for the lock before it asks (sys.setswitchinterval)"},
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
           "native regions on fewer bytes keep the lock, as in hashlib"}};
}

std::vector<Parameter> pace_parameters() {
  return {{"pin",
           Kind::word,
           "none",
           0,
           0,
           {"none", "spread", "compact"},
           "spread: each thread on one of the rank's cores, in turn; compact: all on the first; none: wherever. Ranks "
           "share cores where the host has fewer than threads"},
          {"pace",
           Kind::word,
           "native",
           0,
           0,
           {"native", "cpython"},
           "native: work at the speed of this program; cpython: as long as an interpreter takes for it"},
          {"iteration_cost",
           Kind::duration,
           77e-9,
           1e-9,
           1.0,
           {},
           "at pace cpython: what an iteration of a loop takes, with its safe point (measured: 70 to 84 ns)"},
          {"call_cost",
           Kind::duration,
           10e-6,
           0,
           1.0,
           {},
           "at pace cpython: what an interpreter takes for a wait, beside it (cold, measured: 4 to 10 µs)"},
          {"trace", Kind::flag, std::int64_t{0}, 0, 1, {}, "keep when each thread was in which state, of a repetition"},
          {"stack", Kind::size, std::int64_t{0}, 0, 0x1p40, {}, "stack of each thread; 0: the system's (ulimit -s)"}};
}

} // namespace

std::vector<Parameter> gil_parameters() {
  std::vector<Parameter> all = lock_parameters();
  const std::vector<Parameter> pace = pace_parameters();
  all.insert(all.end(), pace.begin(), pace.end());
  for (const PolicyDescriptor& policy : policies()) {
    all.insert(all.end(), policy.parameters.begin(), policy.parameters.end());
  }
  return all;
}

void settle_gil_values(Values& values) {
  const PolicyDescriptor* const chosen = find_policy(values.word("policy"));
  const bool native_pace = values.word("pace") == "native";
  const auto means_nothing = [&](std::string_view name) {
    return (name == "switch_interval" && chosen != nullptr && !chosen->has_switch_interval) ||
           (name == "release_threshold" && values.word("release") == "never") ||
           ((name == "iteration_cost" || name == "call_cost" || name == "slowdown") && native_pace);
  };
  for (const Parameter& parameter : gil_parameters()) {
    if (means_nothing(parameter.name)) {
      values.set(parameter.name, parameter.initial);
    }
  }
  for (const PolicyDescriptor& policy : policies()) {
    for (const Parameter& parameter : policy.parameters) {
      if (&policy != chosen) {
        values.set(parameter.name, parameter.initial);
      }
    }
  }
}

} // namespace sweep
