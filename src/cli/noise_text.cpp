#include "cli/noise_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "cli/case_text.hpp"
#include "cli/comparison_text.hpp"
#include "cli/fitted.hpp"
#include "cli/print.hpp"
#include "cli/quantity.hpp"
#include "results/judgement.hpp"

namespace sweep {
namespace {

using Row = std::vector<std::string>;

std::string percent_text(double fraction) {
  if (std::isnan(fraction)) {
    return "–";
  }
  return fraction < 0.1 ? fmt::format("{:.2g} %", 100 * fraction) : fmt::format("{:.0f} %", 100 * fraction);
}

/// With how many launches a side a change of that size is found.
std::string needed_text(const CaseNoise& noise, double change, const Sight& sight) {
  const auto launches = sight.launches_for(noise.spread, change);
  return launches ? fmt::format("{} launches", *launches) : fmt::format("above {} launches", Sight::most);
}

Row noise_cells(const CaseNoise& noise, const Sight& sight) {
  Row cells{duration_text(noise.median_s), std::to_string(noise.launches), percent_text(noise.spread.deviation),
            percent_text(std::expm1(noise.spread.range))};
  for (const double change : noise.changes) {
    cells.push_back(percent_text(change));
  }
  for (const double change : {0.05, 0.01}) {
    cells.push_back(needed_text(noise, change, sight));
  }
  return cells;
}

std::string tables_text(const Side& side, const std::vector<CaseNoise>& noise) {
  std::vector<CaseRecord> told;
  std::map<std::string, std::vector<const CaseNoise*>> by_experiment;
  std::vector<std::string> experiments;
  for (const CaseNoise& each : noise) {
    const CaseRecord& record = told.emplace_back(side.cases[static_cast<std::size_t>(each.case_index)]);
    auto& cases = by_experiment[record.experiment];
    if (cases.empty()) {
      experiments.push_back(record.experiment);
    }
    cases.push_back(&each);
  }
  const auto varying = varying_parameters(told);
  const Sight sight(std::ssize(noise));
  std::string text;
  for (const std::string& experiment : experiments) {
    Row titles = case_titles(varying.at(experiment));
    titles.insert(titles.end(), {"median", "launches", "spread", "range"});
    for (const std::int64_t launches : launches_told) {
      titles.push_back(fmt::format("with {}", launches));
    }
    titles.insert(titles.end(), {"to see 5 %", "to see 1 %"});
    std::vector<Row> rows{titles};
    for (const CaseNoise* each : by_experiment.at(experiment)) {
      const CaseRecord& record = side.cases[static_cast<std::size_t>(each->case_index)];
      Row& row = rows.emplace_back(case_cells(side, record, varying.at(experiment)));
      const Row cells = noise_cells(*each, sight);
      row.insert(row.end(), cells.begin(), cells.end());
    }
    text += fmt::format("\n{}\n{}", experiment, fitted_where_wide(rows, case_titles(varying.at(experiment)).size()));
  }
  return text;
}

std::string modes_texts(const Side& side, const std::vector<CaseNoise>& noise) {
  const double level = family_level / static_cast<double>(noise.size());
  std::string text;
  for (const CaseNoise& each : noise) {
    const auto index = static_cast<std::size_t>(each.case_index);
    std::vector<double> seconds;
    for (const LaunchMedian& median : side.medians[index]) {
      seconds.push_back(median.seconds);
    }
    if (const auto modes = two_modes(seconds, level)) {
      text += fmt::format("alarm: {} has {}: its launches are not alike\n", case_words(side.cases[index]),
                          modes_text(*modes));
    }
  }
  return text;
}

/// The launches of the first label against all others: of one program, so that nothing should differ.
std::string labels_text(const Side& side, const std::vector<CaseNoise>& noise) {
  std::vector<CaseLaunches> cases;
  for (const CaseNoise& each : noise) {
    auto groups = by_label(side.medians[static_cast<std::size_t>(each.case_index)], side.launches);
    if (groups.size() > 1) {
      CaseLaunches& launches = cases.emplace_back(CaseLaunches{.base = std::move(groups.front()), .other = {}});
      for (auto group = groups.begin() + 1; group != groups.end(); ++group) {
        launches.other.insert(launches.other.end(), group->begin(), group->end());
      }
    }
  }
  if (cases.empty()) {
    return {};
  }
  const std::vector<Judgement> judgements = judge(cases, 0);
  const auto differ = std::ranges::count_if(judgements, [](const Judgement& each) {
    return each.verdict == Verdict::slower || each.verdict == Verdict::faster;
  });
  return differ == 0
             ? fmt::format("launches with different labels: none of {} cases is told from itself\n", cases.size())
             : fmt::format(
                   "alarm: of launches with different labels, {} of {} cases are told from themselves: if the labels "
                   "are of one program, launches here depend on what ran before them\n",
                   differ, cases.size());
}

} // namespace

std::string noise_text(const Side& side, const std::vector<CaseNoise>& noise) {
  std::string text = fmt::format(
      "How far launches of the same program lie apart (spread: standard deviation; range: the farthest), and the "
      "smallest "
      "change that so many launches a side find 95 times of 100, when these {} cases are compared together.\n",
      noise.size());
  text += tables_text(side, noise);
  return text + '\n' + modes_texts(side, noise) + labels_text(side, noise);
}

} // namespace sweep
