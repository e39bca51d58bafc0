#pragma once

#include <string>
#include <string_view>

#include "results/decision_rules.hpp"

namespace sweep {

/// The text of configs/decision_rules.toml and configs/decision_table.toml, compiled in.
std::string_view builtin_decision_rules();
std::string_view builtin_decision_table();

/// Reads rules as configs/decision_rules.toml has them. Throws UsageError with every mistake.
/// @param where  it comes from, for messages
DecisionRules read_decision_rules(std::string_view toml, const std::string& where);

} // namespace sweep
