#pragma once

#include <span>
#include <string_view>

#include "core/model.hpp"

namespace sweep {

/// Every model that exists, in the order of catalogue.def.
std::span<const ModelDescriptor> models();

/// The model of that name, or null.
const ModelDescriptor* find_model(std::string_view name);

} // namespace sweep
