#pragma once

#include <string>

#include "campaign/cases.hpp"

namespace sweep {

/// A line for each server on another machine that the campaign asks for something: how often. Empty where there is
/// none.
std::string requests_text(const Plan& plan);

} // namespace sweep
