#pragma once

#include <span>
#include <string>
#include <string_view>

namespace sweep {

/// The one of `known` that `word` is close to (by Levenshtein's distance); null where none is. Valid as long as they.
const std::string* nearest(std::string_view word, std::span<const std::string> known);

/// The remedy for an unknown word: "did you mean 'draws'?" when one of `known` is close, else "known are: …".
std::string suggestion(std::string_view word, std::span<const std::string> known);

} // namespace sweep
