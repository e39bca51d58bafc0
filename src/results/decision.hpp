#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "results/case_times.hpp"
#include "results/decision_rules.hpp"
#include "results/record.hpp"

namespace sweep {

/// A problem in a way of running it.
struct Cell {
  std::int64_t case_index = -1; ///< The fastest, a task, of those in this cell; -1: none was asked for.
  std::int64_t of_cases = 0;    ///< So many.
  OverLaunches median_s{};      ///< Of its repetitions.
  double scale = 1;             ///< The row's tasks by its own: it ran fewer where a repetition would take too long.
  OverLaunches speedup{};       ///< By the row's base.
  OverLaunches share{};         ///< Of the speed-up of the row's fastest way.
  double contention = 0;        ///< The share of the time for which a lock was held: see LockSummary; 0: it has none.
  double efficiency = std::numeric_limits<double>::quiet_NaN(); ///< Speed-up by ranks x threads.
  std::int64_t peak_bytes = 0; ///< Of all ranks and their processes, shared pages once; the most.
  double processor_s = 0;      ///< Of all ranks; median over repetitions.
  double start_s = std::numeric_limits<double>::quiet_NaN(); ///< To start its workers, or to launch its ranks.
  double lock_s = 0;   ///< Waiting for an interpreter lock, mean over workers; of the rank that waited most, median.
  std::string failure; ///< Why it failed; empty: it did not.
  bool has_verdict = false;
  Fitness worst = Fitness::no; ///< The verdicts at the ends of the intervals; undecided where they differ, …
  Fitness best = Fitness::no;
  bool without_interval = false; ///< … or where there are none.

  bool undecided() const { return without_interval || worst != best; }
  bool decided() const { return has_verdict && !undecided(); }
};

/// A problem in all ways.
struct DecisionRow {
  std::size_t problem = 0; ///< Of the rules.
  std::int64_t tasks = 0;  ///< Of the problem: the most that one of its cases ran.
  int base = -1;           ///< The cell that the others are measured by: the way called `sequential`; -1: none.
  int fastest = -1;        ///< The fastest that is not apart; -1: none.
  std::vector<Cell> cells; ///< By way.
};

/// The decision table of a result: kinds of problem × ways of running them, each cell judged by the rules. Derived from
/// /cases, /samples and /locks alone; sweep_analysis/decision.py and the page of a report do the same on their own.
std::vector<DecisionRow> decide(const Result& result, const DecisionRules& rules);

/// "excellent", …, or "undecided"; empty where nothing was measured.
std::string_view verdict(const Cell& cell);

} // namespace sweep
