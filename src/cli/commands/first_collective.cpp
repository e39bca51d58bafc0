// Command `first_collective`: starts MPI, has all ranks meet once, and tells when they had. Hidden: jobs/startup.sh
// types it, which knows when it started the launcher.

#include <fmt/format.h>

#include "cli/command.hpp"
#include "cli/output.hpp"
#include "comm/communicator.hpp"
#include "core/clock.hpp"

namespace sweep {
namespace {

class FirstCollective final : public Command {
 public:
  bool needs_launch() const override { return true; }

  int run_together(const Communicator& world) override {
    world.barrier();
    if (const Instant met = now(); world.rank() == 0) {
      print(fmt::format("{}\n", met));
    }
    return done;
  }
};

} // namespace

CommandDescriptor first_collective_command() {
  return {.name = "first_collective",
          .summary = "Have all ranks meet once, and print when: nanoseconds of the node's monotonic clock",
          .make = [](Options&, const auto&) { return std::make_unique<FirstCollective>(); },
          .hidden = true};
}

} // namespace sweep
