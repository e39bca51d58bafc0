// Policy `per_interpreter`: sub-interpreters that each have a lock of their own (CPython 3.12 and later, PEP 684;
// PyInterpreterConfig_OWN_GIL, Python/ceval_gil.c). Each is the lock of policy `interval`. They share no objects: what
// a task needs and what it gives is copied between interpreters, which model `gil` does (parameter `message`).

#include <algorithm>

#include "models/gil/interval_lock.hpp"
#include "models/gil/policy.hpp"

namespace sweep {
namespace {

std::int64_t locks(const Values& values, std::int64_t threads) {
  const std::int64_t asked = values.integer("interpreters");
  return asked == 0 ? threads : std::min(asked, threads);
}

std::vector<std::unique_ptr<InterpreterLock>> make(const Values& values, std::size_t threads, Platform& platform) {
  std::vector<std::unique_ptr<InterpreterLock>> all;
  for (std::int64_t i = 0; i < locks(values, static_cast<std::int64_t>(threads)); ++i) {
    all.push_back(
        std::make_unique<IntervalLock>(platform, values.real("switch_interval"), IntervalLock::Switching::forced));
  }
  return all;
}

} // namespace

PolicyDescriptor per_interpreter_policy() {
  return {.name = "per_interpreter",
          .summary = "CPython 3.12 and later: sub-interpreters with a lock each",
          .parameters = {switch_interval_parameter(),
                         {.name = "interpreters",
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
          .make = make,
          .locks = locks,
          .costs = [](const Values& values) {
            return PolicyCosts{.message_bytes = static_cast<std::size_t>(values.integer("message"))};
          }};
}

} // namespace sweep
