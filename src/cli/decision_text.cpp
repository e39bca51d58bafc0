#include "cli/decision_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "cli/fitted.hpp"
#include "cli/print.hpp"
#include "cli/quantity.hpp"

namespace sweep {
namespace {

using Rows = std::vector<std::vector<std::string>>;

constexpr std::size_t columns = 120; // of a terminal
constexpr double is_held = 0.5;      // the share of the time from which on a lock is the reason

const Cell& cell_of(const DecisionRow& row, int way) {
  return row.cells[static_cast<std::size_t>(way)];
}

/// The time of all the problem's tasks.
std::string time_text(const Cell& cell) {
  return duration_text(cell.median_s.median * cell.scale);
}

/// Three digits, or all before the point.
std::string number_text(double ratio) {
  return std::isnan(ratio) ? "–" : fmt::format("{:.{}f}", ratio, ratio < 10 ? 2 : ratio < 100 ? 1 : 0);
}

std::string factor_text(double ratio) {
  return number_text(ratio) + " ×";
}

/// How far the interval of the median goes from it, at most.
std::string width_text(const OverLaunches& median) {
  const double width = std::max(median.interval.high - median.median, median.median - median.interval.low);
  return fmt::format("±{:.{}f} %", 100 * width / median.median, width < median.median ? 1 : 0);
}

std::string part_text(double share) {
  return fmt::format("{:.0f} %", 100 * share);
}

const std::string& lecture_of(const ProblemKind& problem, const Way& way) {
  static const std::string nothing;
  const auto found = problem.lecture.find(way.name);
  return found == problem.lecture.end() ? nothing : found->second;
}

/// Whether the lecture says something else; an undecided verdict agrees where its range has the lecture's.
bool differs(const Cell& cell, const std::string& lecture) {
  if (lecture.empty() || !cell.has_verdict) {
    return false;
  }
  for (Fitness each = cell.worst; each <= cell.best; each = static_cast<Fitness>(static_cast<int>(each) + 1)) {
    if (name(each) == lecture) {
      return false;
    }
  }
  return !cell.without_interval;
}

/// For some problem.
bool is_measured(const std::vector<DecisionRow>& rows, std::size_t way) {
  return std::ranges::any_of(rows, [way](const DecisionRow& row) { return row.cells[way].case_index >= 0; });
}

std::string verdicts_text(const DecisionRules& rules, const std::vector<DecisionRow>& rows) {
  Rows table{{"problem"}};
  for (std::size_t way = 0; way < rules.ways.size(); ++way) {
    if (is_measured(rows, way)) {
      table.front().push_back(rules.ways[way].name);
    }
  }
  for (const DecisionRow& row : rows) {
    const ProblemKind& problem = rules.problems[row.problem];
    auto& line = table.emplace_back(std::vector<std::string>{problem.name});
    for (std::size_t way = 0; way < row.cells.size(); ++way) {
      if (!is_measured(rows, way)) {
        continue;
      }
      const Cell& cell = row.cells[way];
      const bool marked = differs(cell, lecture_of(problem, rules.ways[way]));
      line.push_back(cell.case_index < 0 ? "·"
                     : !cell.has_verdict ? "–"
                     : marked            ? fmt::format("{}*", verdict(cell))
                                         : std::string(verdict(cell)));
    }
  }
  return fitted_where_wide(table, 1);
}

std::vector<std::string> cells_of(const Way& way, const std::string& lecture, const Cell& cell) {
  std::vector<std::string> line{way.title, std::string(verdict(cell)), lecture};
  if (!cell.failure.empty() || std::isnan(cell.median_s.median)) {
    line.emplace_back(cell.failure.empty() ? "not run" : "failed");
    return line;
  }
  line.push_back(fmt::format("{}{} {}", time_text(cell), cell.scale > 1 ? "~" : "", width_text(cell.median_s)));
  line.push_back(number_text(cell.speedup.median));
  line.push_back(number_text(cell.efficiency));
  line.push_back(std::isnan(cell.start_s) ? "–" : duration_text(cell.start_s));
  line.push_back(size_text(static_cast<double>(cell.peak_bytes)));
  line.push_back(duration_text(cell.processor_s * cell.scale));
  line.push_back(cell.lock_s > 0 ? duration_text(cell.lock_s * cell.scale) : "–");
  return line;
}

std::string problem_text(const Result& result, const DecisionRules& rules, const DecisionRow& row) {
  const ProblemKind& problem = rules.problems[row.problem];
  std::string text =
      fmt::format("\n{} ({})\n", problem.title, problem.name) + wrapped(answer_text(rules, row), "  ", columns);
  Rows table{
      {"way", "verdict", "lecture", "median", "speed-up", "a worker", "start-up", "memory", "processor", "lock"}};
  std::string reasons;
  bool scaled = false;
  for (std::size_t way = 0; way < row.cells.size(); ++way) {
    const Cell& cell = row.cells[way];
    if (cell.case_index < 0) {
      continue;
    }
    const std::string& lecture = lecture_of(problem, rules.ways[way]);
    table.push_back(cells_of(rules.ways[way], lecture, cell));
    scaled = scaled || (cell.scale > 1 && cell.failure.empty());
    if (differs(cell, lecture) || (cell.has_verdict && cell.undecided()) || !cell.failure.empty()) {
      const std::string reason = reason_text(result, rules, row, way);
      reasons += wrapped(fmt::format("{}: {}: {}", rules.ways[way].title, verdict(cell), reason), "  ", columns);
    }
  }
  text += fitted(table, 1);
  if (scaled) {
    text += fmt::format("  ~ of fewer tasks, scaled to all {}\n", row.tasks);
  }
  return text + reasons;
}

/// Which ways may be as fast as the fastest, as far as their intervals tell.
std::vector<std::string> ties_of(const DecisionRules& rules, const DecisionRow& row) {
  std::vector<std::string> titles;
  for (std::size_t way = 0; way < row.cells.size(); ++way) {
    if (static_cast<int>(way) != row.fastest && !rules.ways[way].apart && row.cells[way].share.interval.high >= 1) {
      titles.push_back(rules.ways[way].title);
    }
  }
  return titles;
}

/// What a program needs for each way that was measured, as far as the rules say.
std::string needs_text(const DecisionRules& rules, const std::vector<DecisionRow>& rows) {
  std::string text;
  for (std::size_t way = 0; way < rules.ways.size(); ++way) {
    if (is_measured(rows, way) && !rules.ways[way].needs.empty()) {
      text += wrapped(fmt::format("{}: {}", rules.ways[way].title, rules.ways[way].needs), "  ", columns);
    }
  }
  return text.empty() ? text : "\nwhat a program needs\n" + text;
}

/// What the emulation of the same work says beside what was measured, and of ways that only it has.
std::string emulation_text(const DecisionRules& rules, const std::vector<DecisionRow>& rows, const DecisionRow& row) {
  const std::string& name = rules.problems[row.problem].emulated;
  const auto emulated = std::ranges::find_if(
      rows, [&](const DecisionRow& each) { return !name.empty() && rules.problems[each.problem].name == name; });
  if (emulated == rows.end()) {
    return {};
  }
  std::string text;
  for (std::size_t way = 0; way < row.cells.size(); ++way) {
    const double told = emulated->cells[way].speedup.median;
    if (std::isnan(told) || static_cast<int>(way) == emulated->base) {
      continue;
    }
    const double found = row.cells[way].speedup.median;
    text += fmt::format("{}{} {}{}", text.empty() ? "" : ", ", rules.ways[way].title, factor_text(told),
                        std::isnan(found) ? " (not measured)" : fmt::format(" (measured {})", factor_text(found)));
  }
  return wrapped("by emulation, with the lock held while an item computes: " + text, "  ", columns);
}

std::string launches_text(const Result& result) {
  const auto whole = std::ranges::count(result.launches, -1, &LaunchRecord::continues);
  return whole == 1 ? "one launch: how launches differ is not in its intervals (--launches 6)"
                    : fmt::format("{} launches", whole);
}

} // namespace

std::string reason_text(const Result& result, const DecisionRules& rules, const DecisionRow& row, std::size_t way) {
  const Cell& cell = row.cells[way];
  if (!cell.failure.empty()) {
    return "failed: " + cell.failure;
  }
  const CaseRecord& record = result.cases[static_cast<std::size_t>(cell.case_index)];
  std::string text = factor_text(cell.speedup.median);
  const std::int64_t workers = record.ranks * record.threads;
  text += workers == 1 ? " with one worker" : fmt::format(" with {} workers", workers);
  if (cell.contention >= is_held) {
    text += fmt::format("; a lock was held {} of the time", part_text(cell.contention));
  }
  if (static_cast<int>(way) == row.fastest) {
    text += ", the fastest way here";
  } else if (row.fastest >= 0 && !std::isnan(cell.share.median)) {
    text += fmt::format(", {} of the speed-up of {}", part_text(cell.share.median),
                        rules.ways[static_cast<std::size_t>(row.fastest)].title);
  }
  if (cell.without_interval) {
    return text + "; too few repetitions for an interval";
  }
  if (cell.undecided()) {
    text += fmt::format("; between {} and {}: more launches would decide", name(cell.worst), name(cell.best));
  }
  return text;
}

std::string answer_text(const DecisionRules& rules, const DecisionRow& row) {
  if (row.base < 0 || row.fastest < 0) {
    return "no answer: the sequential way, by which the others are measured, was not";
  }
  const Cell& base = cell_of(row, row.base);
  const Cell& fastest = cell_of(row, row.fastest);
  if (row.fastest == row.base || fastest.speedup.median < rules.thresholds.gain) {
    return fmt::format("stay sequential ({}): no other way gains {}", time_text(base),
                       factor_text(rules.thresholds.gain));
  }
  std::string text = fmt::format("use {}: {} as fast as sequential, {} instead of {}",
                                 rules.ways[static_cast<std::size_t>(row.fastest)].title,
                                 factor_text(fastest.speedup.median), time_text(fastest), time_text(base));
  const std::vector<std::string> ties = ties_of(rules, row);
  for (std::size_t i = 0; i < ties.size(); ++i) {
    text += (i == 0 ? "; not told apart: " : ", ") + ties[i];
  }
  return text;
}

std::string decision_text(const Result& result, const DecisionRules& rules) {
  const std::vector<DecisionRow> rows = decide(result, rules);
  std::string text =
      fmt::format("decision table · {} cores · {} · {}\n", result.launches.empty() ? 0 : result.launches.front().cores,
                  result.complete ? "complete" : "partial", launches_text(result));
  text += verdicts_text(rules, rows);
  const bool has_lecture =
      std::ranges::any_of(rules.problems, [](const ProblemKind& problem) { return !problem.lecture.empty(); });
  text += has_lecture ? "  * the lecture says something else: see below; · not measured\n" : "  · not measured\n";
  for (const DecisionRow& row : rows) {
    const bool measured = std::ranges::any_of(row.cells, [](const Cell& cell) { return cell.case_index >= 0; });
    text += measured ? problem_text(result, rules, row) + emulation_text(rules, rows, row) : "";
  }
  return text + needs_text(rules, rows);
}

} // namespace sweep
