// Command `list`: what exists, with every parameter.

#include "cli/command.hpp"
#include "cli/output.hpp"
#include "cli/print.hpp"
#include "core/options.hpp"

namespace sweep {
namespace {

class List final : public Command {
 public:
  explicit List(Options& options) {
    options.text(
        {"WHAT",
         "workloads, models, kernels, backends, schedules, policies or executors; default: all of them; columns: "
         "those of the result file"},
        what_);
    options.text({"NAME", "One of them"}, name_);
  }

  int run_alone() override {
    print(list_text(what_, name_));
    return done;
  }

 private:
  std::string what_;
  std::string name_;
};

} // namespace

CommandDescriptor list_command() {
  return {.name = "list",
          .summary = "Print what exists, with every parameter",
          .make = [](Options& options, const auto&) { return std::make_unique<List>(options); }};
}

} // namespace sweep
