#pragma once

#include <span>
#include <vector>

namespace sweep {

/// Of several tests at once, the level at which each may be read so that the probability that any of them is wrong
/// stays below `level`, however they depend on each other: Holm's step-down correction (Scand. J. Stat. 6 (1979) 65).
/// The test with the least of K p-values is read at level / K; if that rejects, the next one at level / (K - 1), and so
/// on; after the first that does not, all that are left at the level it had.
std::vector<double> holm_levels(std::span<const double> p_values, double level);

} // namespace sweep
