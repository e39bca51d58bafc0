// Command `pool_worker`: a worker process of model `process_pool` with start = "spawn". Hidden: only that model types
// it.

#include "campaign/recipe.hpp"
#include "cli/command.hpp"
#include "core/errors.hpp"
#include "models/catalogue.hpp"

namespace sweep {
namespace {

class PoolWorker final : public Command {
 public:
  int run_alone() override {
    find_model("process_pool")->serve(tasks_from);
    return done;
  }
};

} // namespace

CommandDescriptor pool_worker_command() {
  return {.name = "pool_worker",
          .summary = "Run tasks that come on standard input, for a rank that has started this",
          .make = [](Options&, const auto&) { return std::make_unique<PoolWorker>(); },
          .hidden = true};
}

} // namespace sweep
