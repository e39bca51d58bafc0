#pragma once

#include <toml++/toml.h>

#include <optional>
#include <string>

#include "core/parameter.hpp"

namespace sweep {

/// What `node` is as a value of that parameter's kind, whatever its range; nothing where it is of another type, or of
/// several words one is none of the parameter's choices.
std::optional<Value> typed_value(const toml::node& node, const Parameter& parameter);

/// For messages, cut where it is long.
std::string as_written(const toml::node& node);

} // namespace sweep
