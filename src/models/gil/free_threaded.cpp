// Policy `free_threaded`: CPython built without a lock (3.13t and later, PEP 703). What threads pay instead is a
// parameter each; by default a thread pays only for its bytecode being slower (parameter `slowdown`).

#include "models/gil/free_threads.hpp"
#include "models/gil/policy.hpp"

namespace sweep {
namespace {

std::vector<Parameter> parameters() {
  return {{.name = "slowdown",
           .kind = Kind::real,
           .initial = 1.4,
           .minimum = 1,
           .maximum = 100,
           .choices = {},
           .help = "free_threaded: how much longer an iteration takes under pace = \"cpython\"; 3.13t: about 1.4, "
                   "3.14t: 1.05 to 1.1 (CPython's free-threading howto)",
           .only_where = {{"pace", {"cpython"}}}},
          {.name = "shared_references",
           .kind = Kind::integer,
           .initial = std::int64_t{0},
           .minimum = 0,
           .maximum = 1e6,
           .choices = {},
           .help = "free_threaded: references to one object of all threads, taken and dropped at each safe point"},
          {.name = "object_locks",
           .kind = Kind::integer,
           .initial = std::int64_t{0},
           .minimum = 0,
           .maximum = 1e6,
           .choices = {},
           .help = "free_threaded: how often at each safe point that object's lock is taken and dropped"},
          {.name = "pause_period",
           .kind = Kind::duration,
           .initial = 0.0,
           .minimum = 0,
           .maximum = 1e6,
           .choices = {},
           .help = "free_threaded: from one stop of all threads (garbage collection) to the next; 0: never"},
          {.name = "pause",
           .kind = Kind::duration,
           .initial = 1e-3,
           .minimum = 0,
           .maximum = 1e3,
           .choices = {},
           .help = "free_threaded: how long all are stopped"}};
}

} // namespace

PolicyDescriptor free_threaded_policy() {
  return {.name = "free_threaded",
          .summary = "CPython 3.13t and later: no lock; shared objects and pauses cost instead",
          .parameters = parameters(),
          .make =
              [](const Values& values, std::size_t /*threads*/, Platform& platform) {
                return one_lock(std::make_unique<FreeThreads>(
                    platform, FreeThreadCosts{.shared_references = values.integer("shared_references"),
                                              .object_locks = values.integer("object_locks"),
                                              .pause_period = values.real("pause_period"),
                                              .pause = values.real("pause")}));
              },
          .exclusive = false,
          .costs =
              [](const Values& values) {
                const bool paced = values.find("slowdown") != nullptr;
                return PolicyCosts{.slowdown = paced ? values.real("slowdown") : 1};
              }};
}

} // namespace sweep
