#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "campaign/plan.hpp"
#include "cli/overrides.hpp"

namespace sweep {

/// Reads a campaign from TOML. Throws one UsageError with every mistake, each with its line and column.
/// @param text       the file's content
/// @param file_name  for messages, and for the campaign's name when the file gives none; "-": standard input
/// @param overrides  applied before anything is checked
/// Campaign::toml is `text` itself; where there are overrides, folders with ~ or $VARIABLES, or lists in files, what
/// they made of it, so that other ranks and later runs read the same from it.
Campaign read_campaign(const std::string& text, const std::string& file_name, const std::vector<Override>& overrides);

/// The text of configs/lecture.toml, compiled in.
std::string_view builtin_campaign();

} // namespace sweep
