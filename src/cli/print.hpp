#pragma once

#include <string>
#include <vector>

#include "campaign/conduct.hpp"
#include "core/instruction_set.hpp"
#include "results/record.hpp"

namespace sweep {

/// Columns of text, each as wide as its widest cell; numbers (cells that start with a digit or a sign) to the right.
/// Widths count characters, not bytes of UTF-8.
std::string aligned(const std::vector<std::vector<std::string>>& rows);

/// Characters, not bytes, of a text in UTF-8.
std::size_t characters(const std::string& text);

/// The words of `text` on lines of at most `width` characters, each behind `indent`.
std::string wrapped(const std::string& text, const std::string& indent, std::size_t width);

/// The table of medians, intervals, speed-ups, failures and warnings of a result: `sweep show`, and the end of a run.
std::string result_text(const Result& result);

/// The cases of a plan with their tasks, estimated time and memory: `sweep plan`.
std::string plan_text(const Plan& plan, const Launch& launch);

/// Which cases of a plan go to which of so many shards, with the command that measures each: `sweep split`.
/// @param command_line  that of `sweep run` for the whole campaign
std::string split_text(const Plan& plan, std::int64_t shards, const std::string& command_line, std::int64_t ranks);

/// What exists, with every parameter's default, unit and range: `sweep list`. Throws UsageError for an unknown word.
/// @param what  "workloads", "models", "kernels", "backends", "schedules", "policies" or "columns"; empty for all
/// of them but the columns
/// @param name  one of them, or empty for all
std::string list_text(const std::string& what, const std::string& name);

} // namespace sweep
