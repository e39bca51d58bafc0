#pragma once

#include <span>
#include <string>
#include <string_view>

namespace sweep {

/// The remedy for an unknown word: "did you mean 'draws'?" when one of `known` is close (by Levenshtein's distance),
/// else "known are: …".
std::string suggestion(std::string_view word, std::span<const std::string> known);

} // namespace sweep
