#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace sweep {

/// A table (see aligned()) for a terminal: what is the same in all rows goes into a line above it, and where the rest
/// is too wide, the last columns follow in a table of their own, behind the same first ones.
/// @param rows   the first one the titles; rows may end early
/// @param keys   how many of the first columns tell the rows apart
/// @param width  characters
std::string fitted(const std::vector<std::vector<std::string>>& rows, std::size_t keys, std::size_t width = 120);

/// The whole table where it is no wider than that, else as fitted() makes it, but that only keys go above it.
std::string fitted_where_wide(const std::vector<std::vector<std::string>>& rows, std::size_t keys,
                              std::size_t width = 120);

} // namespace sweep
