#pragma once

#include <string>
#include <string_view>

namespace sweep {

/// SHA-256 of those bytes, as 64 hexadecimal digits.
std::string sha256(std::string_view bytes);

} // namespace sweep
