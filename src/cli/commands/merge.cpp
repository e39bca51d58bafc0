// Command `merge`: shards and launches of one campaign as one result.

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <optional>

#include "cli/campaign_difference.hpp"
#include "cli/command.hpp"
#include "cli/files.hpp"
#include "cli/kernel_files.hpp"
#include "cli/launch_kinds.hpp"
#include "cli/output.hpp"
#include "cli/shard_option.hpp"
#include "core/errors.hpp"
#include "core/options.hpp"
#include "results/journal.hpp"
#include "results/merge.hpp"
#include "results/parts.hpp"
#include "results/reader.hpp"
#include "results/writer.hpp"

namespace sweep {
namespace {

class Merge final : public Command {
 public:
  explicit Merge(Options& options) {
    options.required_each({"FILE", "Result files of one campaign: shards, launches, or merged before"}, names_);
    options.text({"-o,--output", "Result file to make"}, output_);
    options.flag({"--force", "Overwrite an existing result file"}, force_);
  }

  int run_alone() override {
    if (output_.empty()) {
      throw UsageError("where the merged result is to go is not said", "command line", "add -o ALL.h5");
    }
    if (!force_ && std::filesystem::exists(output_)) { // said before a thousand files are read
      throw UsageError("the output file exists", output_, "give another name with -o, or --force to overwrite it");
    }
    for (const std::string& name : names_) {
      add(name);
    }
    if (!first_) {
      throw UsageError("none of the files could be read", "command line", "give files that 'sweep run' wrote");
    }
    const Result merged = union_.take();
    if (merged.launches.empty()) {
      throw UsageError("none of the files has measured anything", "command line", "let the launches go on: --resume");
    }
    begin_output({.asked = output_, .campaign = merged.campaign.name, .force = force_}, merged, [](const auto&) {});
    if (force_) { // else it has been made whole
      write(merged, output_);
      Journal::remove(output_);
    }
    say(report(merged));
    return exit_code(merged);
  }

 private:
  struct Heading {
    std::string name; ///< Of the file.
    std::string toml;
    Provenance provenance;
  };

  void add(const std::string& name);
  void expect_same_campaign(const Result& result, const std::string& name);
  std::string report(const Result& merged) const;
  int exit_code(const Result& merged) const {
    const bool failed = std::ranges::count(merged.cases, CaseStatus::failed, &CaseRecord::status) > 0;
    return !merged.complete || left_out_ ? stopped_early : failed ? case_failed : done;
  }

  std::vector<std::string> names_;
  std::string output_;
  bool force_ = false;
  Union union_;
  std::optional<Heading> first_;        ///< Of the first file that could be read.
  std::vector<std::string> unfinished_; ///< Files of which a launch has not ended by itself, each with what goes on.
  bool left_out_ = false;               ///< Whether a file could not be read.
};

/// What cannot be read is told and left out: its shard is missing.
void Merge::add(const std::string& name) {
  Result result;
  try {
    result = read(name);
  } catch (const UsageError& error) {
    report_failure(fmt::format("left out: {}", error.what()));
    left_out_ = true;
    return;
  }
  for (const std::string& note : result.notes) {
    report_warning(name + ": " + note);
  }
  expect_same_campaign(result, name);
  if (!result.complete && result.origins.empty()) {
    const std::int64_t ranks = result.launches.empty() ? 1 : result.launches.front().ranks;
    const Shard shard{.number = result.part.is_whole() ? 1 : result.part.shards.front(), .of = result.part.of};
    unfinished_.push_back(fmt::format("{} {}", shard_command(result.campaign.command_line, ranks, shard),
                                      command_text({"-o", name, "--resume"})));
  }
  union_.add(std::move(result), name);
}

void Merge::expect_same_campaign(const Result& result, const std::string& name) {
  if (!first_) {
    first_ = {.name = name, .toml = result.campaign.toml, .provenance = result.provenance};
    return;
  }
  std::string difference = campaign_difference(first_->toml, result.campaign.toml);
  if (difference.empty()) {
    difference = given_kernel_difference(first_->provenance, result.provenance);
  }
  if (!difference.empty()) {
    throw UsageError(fmt::format("it is of another campaign than {}: {}", first_->name, difference), name,
                     "merge results of one campaign only; sweep compare tells two apart");
  }
}

std::string Merge::report(const Result& merged) const {
  std::string text = fmt::format("{}: {} cases, {} launches", output_, merged.cases.size(), merged.launches.size());
  text += merged.part.is_whole() ? "\n" : fmt::format(", shards {}\n", shards_text(merged.part));
  text += kinds_text(merged.launches);
  if (!merged.complete) {
    text += fmt::format("{} cases are not measured to the end\n",
                        std::ranges::count(merged.cases, CaseStatus::unfinished, &CaseRecord::status));
  }
  for (const std::string& each : merged.complete ? std::vector<std::string>() : unfinished_) {
    text += fmt::format("not complete: {}\n", each);
  }
  for (const std::int64_t number : missing_shards(merged.part)) {
    text += fmt::format("missing: shard {}/{}: {}\n", number, merged.part.of,
                        shard_command(merged.campaign.command_line, merged.launches.front().ranks,
                                      {.number = number, .of = merged.part.of}));
  }
  return text;
}

} // namespace

CommandDescriptor merge_command() {
  return {.name = "merge",
          .summary = "Make one result file of shards and launches of a campaign",
          .make = [](Options& options, const auto&) { return std::make_unique<Merge>(options); },
          .exit_codes = {{case_failed, "a case failed"},
                         {stopped_early, "merged, but a shard is missing or not complete"}}};
}

} // namespace sweep
