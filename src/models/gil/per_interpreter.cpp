// Policy `per_interpreter`: sub-interpreters that each have a lock of their own (CPython 3.12 and later, PEP 684;
// PyInterpreterConfig_OWN_GIL, Python/ceval_gil.c). Each is the lock of policy `interval`. They share no objects: what
// a task needs and what it gives is copied between interpreters, which model `gil` does (parameter `message`).

#include <algorithm>

#include "models/gil/interval_lock.hpp"
#include "models/gil/policy.hpp"

namespace sweep {
namespace {

std::vector<std::unique_ptr<InterpreterLock>> make(const Values& values, std::size_t threads, Platform& platform) {
  const auto asked = static_cast<std::size_t>(values.integer("interpreters"));
  std::vector<std::unique_ptr<InterpreterLock>> locks;
  for (std::size_t i = 0; i < (asked == 0 ? threads : std::min(asked, threads)); ++i) {
    locks.push_back(
        std::make_unique<IntervalLock>(platform, values.real("switch_interval"), IntervalLock::Switching::forced));
  }
  return locks;
}

} // namespace

PolicyDescriptor per_interpreter_policy() {
  return {.name = "per_interpreter",
          .summary = "CPython 3.12 and later: sub-interpreters with a lock each",
          .parameters = {{.name = "interpreters",
                          .kind = Kind::integer,
                          .initial = std::int64_t{0},
                          .minimum = 0,
                          .maximum = 1e6,
                          .choices = {},
                          .help = "per_interpreter: how many share the threads in turn; 0: one a thread"},
                         {.name = "message",
                          .kind = Kind::size,
                          .initial = std::int64_t{0},
                          .minimum = 0,
                          .maximum = 0x1p40,
                          .choices = {},
                          .help = "per_interpreter: bytes copied in and out for each task of all but the first"}},
          .has_switch_interval = true,
          .make = make};
}

} // namespace sweep
