#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "core/table.hpp"
#include "results/record.hpp"

namespace sweep {

/// Titles of the cells of measured_cells().
std::vector<std::string> measured_titles();

/// Median, interval and what it holds for, speed-up, efficiency and repetitions of a case with samples; its state
/// without.
/// @param summary   /summary
/// @param row       of the case in it; none without samples
/// @param launches  of the result
std::vector<std::string> measured_cells(const CaseRecord& record, const Table& summary, std::optional<std::size_t> row,
                                        std::size_t launches);

} // namespace sweep
