// Command `show`: a result file for a person, or for another program.

#include <algorithm>
#include <optional>

#include "cli/command.hpp"
#include "cli/formats/case_lines.hpp"
#include "cli/formats/csv.hpp"
#include "cli/formats/perfetto.hpp"
#include "cli/formats/result_json.hpp"
#include "cli/formats/wide_text.hpp"
#include "cli/output.hpp"
#include "cli/print.hpp"
#include "core/errors.hpp"
#include "core/options.hpp"
#include "results/reader.hpp"

namespace sweep {
namespace {

class Show final : public Command {
 public:
  explicit Show(Options& options) {
    options.required({"FILE", "Result file"}, file_);
    options.flag({"--wide", "Print one table of all cases with every column of the summary"}, wide_);
    options.flag({"--lines", "Print a line a case, result: case=0 … median_s=…, as ReFrame and JUBE match it"}, lines_);
    options.flag({"--json", "Print campaign, provenance, launches and cases with their summaries as JSON"}, json_);
    options.on({"--csv", "Print that table of the file as CSV: samples, summary, latency/3, …", "TABLE"},
               [this](const std::string& table) { csv_ = table; });
    options.on({"--perfetto", "Print the trace of that case as JSON for ui.perfetto.dev", "CASE"},
               [this](const std::string& number) { perfetto_ = number; });
  }

  int run_alone() override {
    if (wide_ + lines_ + json_ + csv_.has_value() + perfetto_.has_value() > 1) {
      throw UsageError("more than one form is asked for", "command line",
                       "give one of --wide, --lines, --json, --csv and --perfetto");
    }
    const Result result = read(file_);
    if (json_) {
      write_result_json(result, print);
      return done;
    }
    if (wide_ || lines_ || csv_ || perfetto_) { // which have no place for it
      std::ranges::for_each(result.notes, report_warning);
    }
    if (csv_) {
      write_csv(result, *csv_, file_, print);
    } else if (perfetto_) {
      write_perfetto(result, *perfetto_, file_, print);
    } else {
      say(lines_ ? case_lines(result) : wide_ ? wide_text(result) : result_text(result));
    }
    return done;
  }

 private:
  std::string file_;
  bool wide_ = false;
  bool lines_ = false;
  bool json_ = false;
  std::optional<std::string> csv_;
  std::optional<std::string> perfetto_;
};

} // namespace

CommandDescriptor show_command() {
  return {.name = "show",
          .summary = "Print a result file, also a partial one: its table, or all of it for other programs",
          .make = [](Options& options, const auto&) { return std::make_unique<Show>(options); }};
}

} // namespace sweep
