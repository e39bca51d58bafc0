#include "cli/comparison_text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "cli/case_text.hpp"
#include "cli/fitted.hpp"
#include "cli/print.hpp"
#include "cli/quantity.hpp"

namespace sweep {
namespace {

using Row = std::vector<std::string>;

constexpr std::size_t most_listed = 10; ///< Lines of one kind: who compares ten thousand cases reads no more.

std::string launches_text(std::int64_t count) {
  return fmt::format("{} launch{}", count, count == 1 ? "" : "es");
}

std::string median_text(std::vector<double> seconds) {
  std::ranges::sort(seconds);
  return duration_text(quantile(seconds, 0.5));
}

std::string verdict_text(const Judgement& judgement) {
  switch (judgement.verdict) {
  case Verdict::same:
    return "same";
  case Verdict::slower:
    return "slower";
  case Verdict::faster:
    return "faster";
  case Verdict::undecided:
    break;
  }
  constexpr std::int64_t most_believable = 10'000;
  return judgement.more_launches > most_believable
             ? "undecided: more launches would not help"
             : fmt::format("undecided: about {} more launch{} a side", judgement.more_launches,
                           judgement.more_launches == 1 ? "" : "es");
}

Row verdict_cells(const ComparedCase& each) {
  const Judgement& judgement = each.judgement;
  const bool interval = !std::isnan(judgement.interval.low);
  return {median_text(each.launches.base), median_text(each.launches.other), fmt::format("{:.4f}", judgement.ratio),
          interval ? fmt::format("{:.4f} … {:.4f}", judgement.interval.low, judgement.interval.high) : "–",
          verdict_text(judgement)};
}

std::string tables_text(const Comparison& comparison, const Side& base) {
  std::vector<CaseRecord> compared;
  std::map<std::string, std::vector<const ComparedCase*>> by_experiment;
  std::vector<std::string> experiments; // in order of the base
  for (const ComparedCase& each : comparison.cases) {
    const CaseRecord& record = compared.emplace_back(base.cases[each.base]);
    auto& cases = by_experiment[record.experiment];
    if (cases.empty()) {
      experiments.push_back(record.experiment);
    }
    cases.push_back(&each);
  }
  const auto varying = varying_parameters(compared);
  std::string text;
  for (const std::string& experiment : experiments) {
    Row titles = case_titles(varying.at(experiment));
    titles.insert(titles.end(), {"base", "new", "new / base", "interval", "verdict"});
    std::vector<Row> rows{titles};
    for (const ComparedCase* each : by_experiment.at(experiment)) {
      Row& row = rows.emplace_back(case_cells(base, base.cases[each->base], varying.at(experiment)));
      const Row cells = verdict_cells(*each);
      row.insert(row.end(), cells.begin(), cells.end());
    }
    text += fmt::format("\n{}\n{}", experiment, fitted_where_wide(rows, case_titles(varying.at(experiment)).size()));
  }
  return text;
}

std::string differences_text(const Comparison& comparison) {
  std::string text = comparison.differences.empty() ? "" : "\nnot the same, base | new:\n";
  for (const Difference& each : comparison.differences) {
    text += fmt::format("  {}: {} | {}\n", each.what, facts_text(each.base), facts_text(each.other));
  }
  if (!comparison.own_parameters.empty()) {
    text += fmt::format("  parameters that not all files know, and that tell no cases apart here: {}\n",
                        fmt::join(comparison.own_parameters, ", "));
  }
  return text;
}

/// The first lines, and how many more there are.
std::string listed(const std::vector<std::string>& lines) {
  std::string text;
  for (std::size_t i = 0; i < std::min(lines.size(), most_listed); ++i) {
    text += lines[i] + '\n';
  }
  return lines.size() <= most_listed ? text : text + fmt::format("… and {} more like it\n", lines.size() - most_listed);
}

std::string left_out_text(const Comparison& comparison) {
  std::map<std::string, std::vector<std::string>> lines; // by reason
  for (const LeftOut& each : comparison.left_out) {
    lines[each.why].push_back(fmt::format("not compared: {}: {}", case_words(each.record), each.why));
  }
  std::string text;
  for (const auto& [why, of_it] : lines) {
    text += listed(of_it);
  }
  return text;
}

std::string case_alarms_text(const Comparison& comparison, const Side& base) {
  std::vector<std::string> answers;
  std::vector<std::string> modes;
  for (const ComparedCase& each : comparison.cases) {
    const std::string words = case_words(base.cases[each.base]);
    if (each.answers_differ) {
      answers.push_back(fmt::format("alarm: {}: its answers differ from the base's: not the same work", words));
    }
    for (const auto& [side, found] : {std::pair("base", &each.base_modes), std::pair("new", &each.other_modes)}) {
      if (*found) {
        modes.push_back(
            fmt::format("alarm: {}: {} has {}: its launches are not alike", words, side, modes_text(**found)));
      }
    }
  }
  return listed(answers) + listed(modes);
}

std::string alarms_text(const Comparison& comparison) {
  std::string text;
  if (comparison.broken() > 0) {
    text += fmt::format("alarm: {} case{} failed in the new result and not in the base: see why with sweep show\n",
                        comparison.broken(), comparison.broken() == 1 ? "" : "s");
  }
  if (comparison.one_way()) {
    text +=
        fmt::format("alarm: {} slower, {} faster of {} cases: the machine drifted, or everything changed; compare the "
                    "base with itself, by jobs/noise.sh, before you believe it\n",
                    comparison.count(Verdict::slower), comparison.count(Verdict::faster), comparison.cases.size());
  }
  if (!comparison.in_turn()) {
    text +=
        "alarm: the launches did not take turns: whatever changed on the machine between those of the base and the new "
        "ones counts as a change of the program; jobs/compare.sh starts them in the order A B B A\n";
  }
  const auto single = [](const ComparedCase& each) {
    return (each.launches.base.size() == 1 || each.launches.other.size() == 1) && !each.judgement.by_noise;
  };
  if (std::ranges::any_of(comparison.cases, single)) {
    text += "one launch a side cannot tell a change from what differs between launches: start more of both by "
            "jobs/compare.sh, or give a file of jobs/noise.sh by --noise\n";
  }
  if (comparison.noise_is_too_short) {
    text += fmt::format("the file of --noise has fewer than {} launches of some cases, too few to go by; start more by "
                        "jobs/noise.sh\n",
                        fewest_that_tell_noise);
  }
  if (comparison.noise_is_unknown > 0) {
    text += fmt::format("the file of --noise does not know {} of {} cases; run jobs/noise.sh with the same campaign\n",
                        comparison.noise_is_unknown, comparison.cases.size());
  }
  if (std::ranges::any_of(comparison.cases, [](const auto& each) { return each.judgement.by_noise; })) {
    text += "intervals are made from the noise of the file that --noise names, where launches are too few for one\n";
  }
  return text;
}

std::string counts_text(const Comparison& comparison, double threshold) {
  return fmt::format("{} slower, {} faster, {} same (within {:.3g} %), {} undecided of {} cases\n",
                     comparison.count(Verdict::slower), comparison.count(Verdict::faster),
                     comparison.count(Verdict::same), 100 * threshold, comparison.count(Verdict::undecided),
                     comparison.cases.size());
}

} // namespace

std::vector<std::string> case_titles(const std::vector<std::string>& varying) {
  Row titles{"model", "ranks", "threads", "schedule", "chunk"};
  titles.insert(titles.end(), varying.begin(), varying.end());
  return titles;
}

std::vector<std::string> case_cells(const Side& side, const CaseRecord& record,
                                    const std::vector<std::string>& varying) {
  Row cells{record.model, std::to_string(record.ranks), std::to_string(record.threads), record.schedule,
            std::to_string(record.chunk)};
  for (const std::string& name : varying) {
    cells.push_back(parameter_cell(side.parameters, record, name));
  }
  return cells;
}

std::string case_words(const CaseRecord& record) {
  return fmt::format("{} {} on {} ranks × {} threads, {} {}", record.experiment, record.model, record.ranks,
                     record.threads, record.schedule, record.chunk);
}

std::string modes_text(const TwoModes& modes) {
  return fmt::format("two modes, {} in {} and {} in {}", duration_text(modes.low),
                     launches_text(static_cast<std::int64_t>(modes.low_count)), duration_text(modes.high),
                     launches_text(static_cast<std::int64_t>(modes.high_count)));
}

std::string comparison_text(const Comparison& comparison, const Side& base, const std::vector<std::string>& names,
                            double threshold) {
  const std::vector<std::string> others(names.begin() + 1, names.end());
  std::string text = fmt::format("base {} · {}\nnew {} · {}\n", names.front(), launches_text(comparison.base_launches),
                                 fmt::join(others, ", "), launches_text(comparison.other_launches));
  text += differences_text(comparison) + tables_text(comparison, base);
  return text + '\n' + left_out_text(comparison) + case_alarms_text(comparison, base) + alarms_text(comparison) +
         counts_text(comparison, threshold);
}

} // namespace sweep
