#pragma once

#include <string>
#include <vector>

#include "results/decision.hpp"

namespace sweep {

/// The decision table of a result, for a terminal of 120 columns: verdicts, then each problem's cells and its answer.
std::string decision_text(const Result& result, const DecisionRules& rules);

/// Why a cell is judged as it is, in words: "1.00 × with 2 workers; a lock was held 98 % of the time".
std::string reason_text(const Result& result, const DecisionRules& rules, const DecisionRow& row, std::size_t way);

/// What to use for a problem, in a sentence.
std::string answer_text(const DecisionRules& rules, const DecisionRow& row);

} // namespace sweep
