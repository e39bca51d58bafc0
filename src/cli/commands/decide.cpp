// Command `decide`: measures the decision table, which kind of problem runs best in which way.

#include "cli/campaign_run.hpp"
#include "cli/decision_file.hpp"

namespace sweep {

CommandDescriptor decide_command() {
  return {
      .name = "decide",
      .summary =
          "Measure the decision table of this machine, or of a Python function of yours: problems × ways of running",
      .make =
          [](Options& options, const auto& arguments) {
            return make_campaign_run(
                options, arguments,
                {.campaign = {.toml = std::string(builtin_decision_table()), .file_name = "decision_table.toml"},
                 .decision_rules = std::string(builtin_decision_rules()),
                 .asks_of_python = true});
          },
      .exit_codes = exit_codes_of_runs()};
}

} // namespace sweep
