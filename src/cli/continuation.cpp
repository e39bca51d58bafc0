#include "cli/continuation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <string_view>

#include "campaign/resumption.hpp"
#include "cli/campaign_difference.hpp"
#include "cli/kernel_files.hpp"
#include "cli/lost_note.hpp"
#include "core/errors.hpp"
#include "results/differences.hpp"
#include "results/launches.hpp"
#include "results/parts.hpp"
#include "results/reader.hpp"

namespace sweep {
namespace {

constexpr const char* another_file = "give another file with -o";

void expect_same_campaign(const std::string& path, const Plan& plan, const Result& begun, const Result& known) {
  if (known.identity.empty()) {
    throw UsageError("the file is of an older version, which could not be gone on with", path, another_file);
  }
  if (known.campaign.seed != plan.campaign.seed) {
    throw UsageError(fmt::format("the file is of another campaign: its seed is {}, here it is {}", known.campaign.seed,
                                 plan.campaign.seed),
                     path, another_file);
  }
  if (known.part.of != plan.part.of || known.part.shards != plan.part.shards) {
    throw UsageError(fmt::format("the file has shards {} of the campaign, and asked for is {}", shards_text(known.part),
                                 shards_text(plan.part)),
                     path, std::string("leave --shard away, to go on with the file's own, or ") + another_file);
  }
  std::string difference = campaign_difference(known.campaign.toml, plan.campaign.toml);
  if (difference.empty() && !known.cases.empty()) {
    difference = case_difference(plan, known);
    if (!difference.empty() && !plan.warnings.empty()) { // such as that a processor lacks what some cases need
      difference += fmt::format(" ({})", fmt::join(plan.warnings, "; "));
    }
  }
  if (!difference.empty()) {
    const std::int64_t ranks = known.launches.empty() ? 0 : known.launches.front().ranks;
    const bool as_before = ranks == begun.launches.back().ranks;
    throw UsageError("the file is of another campaign: " + difference, path,
                     as_before ? another_file
                               : fmt::format("launch it on {} ranks as before, or {}", ranks, another_file));
  }
  if (const std::string kernel = kernel_difference(known.provenance, begun.provenance); !kernel.empty()) {
    throw UsageError("the file was begun with another kernel: " + kernel, path,
                     std::string("take the kernel as it was, on processors as before, or ") + another_file);
  }
}

/// A launch that ended without a word, or by the SIGTERM that a launcher sends when another rank has ended.
bool knows_no_cause(const LaunchRecord& launch) {
  return launch.end.empty() || launch.end == rank_gone;
}

/// Whether this launch is of a job that SLURM has ended and started again, as jobs/sweep.sbatch tells.
bool is_requeued() {
  const char* told = std::getenv("SWEEP_REQUEUED"); // NOLINT(concurrency-mt-unsafe): nothing here sets variables
  return told != nullptr && std::string_view(told) == "yes";
}

/// A launch that ended without a word, or since a rank was gone, is held against the case that it was at
/// (ready_cases()): not one that was ended with its job. A person who goes on may have given more time.
void explain_end(const std::string& path, bool append, Result& result) {
  const std::optional<LostNote> lost = read_lost_note(path);
  if (result.launches.empty() || !result.origins.empty()) {
    return;
  }
  LaunchRecord& last = result.launches.back();
  if (lost && !result.complete) { // where rank 0 itself was lost, it knows only by what the launcher then ended it
    last.end = end_of_launch(*lost);
  }
  if (is_requeued()) {
    last.end = knows_no_cause(last) ? "requeued by SLURM" : last.end;
  } else if (!append) {
    reopen_cases_that_lack_time(result);
  }
}

} // namespace

Continuation continue_result(const std::string& path, bool append, const Plan& plan, const Result& begun) {
  Continuation found{.result = read(path)};
  Result& result = found.result;
  explain_end(path, append, result);
  const std::int64_t wanted = std::max(plan.campaign.launches, result.campaign.launches);
  const bool is_complete = result.complete && !append && whole_launches(result.launches) >= wanted;
  if (!result.origins.empty() && !is_complete) {
    throw UsageError("the file was merged of several, and nothing is added to it", path,
                     "measure into a file of its own, with -o, and merge that with it: sweep merge");
  }
  expect_same_campaign(path, plan, begun, result);
  found.warnings = result.notes;
  result.notes.clear();
  if (is_complete) {
    found.is_complete = true;
    remove_lost_note(path);
    return found;
  }
  LaunchRecord present = begun.launches.back();
  present.launch = std::ssize(result.launches);
  if (!result.complete && !result.launches.empty()) {
    if (append) {
      throw UsageError("the last launch in the file has not measured all cases", path,
                       "let it go on first, with --resume instead of --append");
    }
    present.continues = present.launch - 1;
  }
  if (!result.launches.empty()) {
    for (const Difference& each : differences_between(result.launches.front(), present)) {
      found.warnings.push_back(fmt::format("this launch differs from the first of {}: {}: {}, before {}", path,
                                           each.what, facts_text(each.other), facts_text(each.base)));
    }
  }
  result.campaign.launches = wanted;
  result.launches.push_back(std::move(present));
  remove_lost_note(path); // a launch that was refused would have forgotten it
  return found;
}

} // namespace sweep
