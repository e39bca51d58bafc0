// Command `start_worker`: a worker of workload `startup` that is this program anew. Hidden: only that workload types
// it.

#include <unistd.h>

#include <cstdint>
#include <span>

#include "cli/command.hpp"
#include "core/first_touch.hpp"
#include "core/options.hpp"

namespace sweep {
namespace {

constexpr std::uint64_t most_memory = std::uint64_t{1} << 40U;

class StartWorker final : public Command {
 public:
  explicit StartWorker(Options& options) {
    options.number({"MEMORY", "Bytes of which it writes to each page"}, memory_, std::uint64_t{0}, most_memory);
  }

  int run_alone() override {
    const FirstTouch times = touch_new_memory(memory_);
    return ::write(STDOUT_FILENO, &times, sizeof times) == sizeof times ? done : refused; // to a pipe: whole or not
  }

 private:
  std::uint64_t memory_ = 0;
};

} // namespace

CommandDescriptor start_worker_command() {
  return {.name = "start_worker",
          .summary = "Touch memory, tell when, and end, for a rank that has started this",
          .make = [](Options& options, const auto&) { return std::make_unique<StartWorker>(options); },
          .hidden = true};
}

} // namespace sweep
