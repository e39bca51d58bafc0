#pragma once

#include <span>

#include "results/record.hpp"

namespace sweep {

/// Throws std::out_of_range, in words, where what was read from a file cannot be the result of a run: an index of a
/// case, rank or operation that there is not, a count below 0, a time that is none. What is derived from a result and
/// printed of it relies on that.
void check_consistency(const Result& result);

/// The same of samples of `result`, wherever they stand.
void check_samples(std::span<const Sample> samples, const Result& result);

} // namespace sweep
