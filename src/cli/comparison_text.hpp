#pragma once

#include <string>
#include <vector>

#include "results/comparison.hpp"

namespace sweep {

/// What a comparison says: differences of the sides first, a table an experiment, then what a reader must know, and the
/// counts of the verdicts.
/// @param names  the files: the base, then the others
std::string comparison_text(const Comparison& comparison, const Side& base, const std::vector<std::string>& names,
                            double threshold);

/// "two modes: about 12.1 ms in 6 launches, about 13.4 ms in 4".
std::string modes_text(const TwoModes& modes);

/// The cells that tell a case from others of its experiment, and their titles. `varying`: see varying_parameters().
std::vector<std::string> case_titles(const std::vector<std::string>& varying);
std::vector<std::string> case_cells(const Side& side, const CaseRecord& record,
                                    const std::vector<std::string>& varying);

/// A case in a sentence: "pi serial on 1 ranks × 1 threads, static 16".
std::string case_words(const CaseRecord& record);

} // namespace sweep
