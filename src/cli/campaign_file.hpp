#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "campaign/plan.hpp"

namespace sweep {

/// A value given on the command line for a key of the campaign file: `--set draws-before-coffee.draws=100`.
struct Override {
  std::string table; ///< "campaign", an experiment's name, or "experiment" for all of them.
  std::string key;   ///< May have dots: "repetitions.max".
  std::string value; ///< As in TOML; what is not valid TOML is taken as a string, so that 100ms needs no quotes.
  std::string where; ///< For messages: the option as typed.
};

/// Splits "TABLE.KEY=VALUE". Throws UsageError.
Override parse_override(const std::string& text);

/// Reads a campaign from TOML. Throws one UsageError with every mistake, each with its line and column.
/// @param text       the file's content
/// @param file_name  for messages, and for the campaign's name when the file gives none
/// @param overrides  applied before anything is checked; Campaign::toml then holds the result, else `text` itself
Campaign read_campaign(const std::string& text, const std::string& file_name, const std::vector<Override>& overrides);

/// The text of configs/lecture.toml, compiled in.
std::string_view builtin_campaign();

} // namespace sweep
