#pragma once

#include <span>
#include <string_view>

#include "core/model.hpp"

namespace sweep {

/// Every model that exists, in the order of catalogue.def.
std::span<const ModelDescriptor> models();

/// The model of that name, or null.
const ModelDescriptor* find_model(std::string_view name);

/// The date of the OpenMP specification this program was compiled for, as in the macro _OPENMP: 201511 is OpenMP 4.5.
int openmp_date();

} // namespace sweep
