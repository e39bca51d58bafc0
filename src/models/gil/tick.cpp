// Policy `tick`: CPython's lock until 3.1 (and 2.7).

#include "models/gil/policy.hpp"
#include "models/gil/tick_lock.hpp"

namespace sweep {

PolicyDescriptor tick_policy() {
  return {.name = "tick",
          .summary = "CPython 2.7 and 3.0, 3.1: released and taken again every so many bytecodes",
          .parameters = {{.name = "check_interval",
                          .kind = Kind::integer,
                          .initial = std::int64_t{100},
                          .minimum = 1,
                          .maximum = 1e9,
                          .choices = {},
                          .help = "tick: bytecodes between two releases (sys.setcheckinterval)"},
                         {.name = "ticks",
                          .kind = Kind::integer,
                          .initial = std::int64_t{3},
                          .minimum = 1,
                          .maximum = 1e6,
                          .choices = {},
                          .help = "tick: bytecodes that a safe point stands for; an iteration of "
                                  "`while n > 0: n -= 1` in 2.7 has 3 that count"}},
          .make = [](const Values& values, std::size_t threads, Platform& platform) {
            return one_lock(std::make_unique<TickLock>(platform, values.integer("check_interval"),
                                                       values.integer("ticks"), threads));
          }};
}

} // namespace sweep
