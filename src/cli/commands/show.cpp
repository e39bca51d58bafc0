// Command `show`: the table of a result file.

#include "cli/command.hpp"
#include "cli/output.hpp"
#include "cli/print.hpp"
#include "core/options.hpp"
#include "results/reader.hpp"

namespace sweep {
namespace {

class Show final : public Command {
 public:
  explicit Show(Options& options) { options.required({"FILE", "Result file"}, file_); }

  int run_alone() override {
    print(result_text(read(file_)));
    return done;
  }

 private:
  std::string file_;
};

} // namespace

CommandDescriptor show_command() {
  return {.name = "show",
          .summary = "Print the table of a result file, also of a partial one",
          .make = [](Options& options, const auto&) { return std::make_unique<Show>(options); }};
}

} // namespace sweep
