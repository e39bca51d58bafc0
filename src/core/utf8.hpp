#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace sweep {

/// How many bytes the first character of `text` takes; 0 where it begins with none: what is no UTF-8 (Unicode 15, table
/// 3-7), or nothing.
std::size_t first_character_bytes(std::string_view text);

/// `text` with U+FFFD in the place of every byte that is no UTF-8.
std::string valid_utf8(std::string_view text);

/// The same, also of every control character: what can be shown to a person whatever is in it.
std::string printable(std::string_view text);

/// The same, but that lines still end.
std::string printable_lines(std::string_view text);

} // namespace sweep
