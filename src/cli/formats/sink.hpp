#pragma once

#include <functional>
#include <string_view>

namespace sweep {

/// Takes the next piece of an output that is made while it is written; false where nobody wants more of it.
using Sink = std::function<bool(std::string_view piece)>;

} // namespace sweep
