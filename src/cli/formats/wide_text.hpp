#pragma once

#include <string>

#include "results/record.hpp"

namespace sweep {

/// One table of all cases, a row a case: what it is, in what it differs from others, and all columns of its summary,
/// for a person.
std::string wide_text(const Result& result);

} // namespace sweep
