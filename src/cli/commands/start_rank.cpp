// Command `start_rank`: a worker of workload `startup` that MPI has started as a rank. Hidden: only that workload types
// it.

#include <cstdint>

#include "cli/command.hpp"
#include "cli/command_line.hpp"
#include "comm/spawned_rank.hpp"
#include "core/first_touch.hpp"
#include "core/options.hpp"

namespace sweep {
namespace {

constexpr std::uint64_t most_memory = std::uint64_t{1} << 40U;

class StartRank final : public Command {
 public:
  explicit StartRank(Options& options) {
    options.number({"MEMORY", "Bytes of which it writes to each page"}, memory_, std::uint64_t{0}, most_memory);
  }

  bool needs_launch() const override { return true; }

  int run_together(const Communicator& /*world*/) override {
    return attempt([this] {
      answer_parent(touch_new_memory(memory_));
      return done;
    });
  }

 private:
  std::uint64_t memory_ = 0;
};

} // namespace

CommandDescriptor start_rank_command() {
  return {.name = "start_rank",
          .summary = "Touch memory, tell the rank that started this when, and end",
          .make = [](Options& options, const auto&) { return std::make_unique<StartRank>(options); },
          .hidden = true};
}

} // namespace sweep
