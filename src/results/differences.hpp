#pragma once

#include <span>
#include <string>
#include <vector>

#include "results/side.hpp"

namespace sweep {

/// Something that is not the same of the program, the machine or the campaign: what only one side has of it.
struct Difference {
  std::string what; ///< "compiler".
  std::vector<std::string> base;
  std::vector<std::string> other;
};

/// What is not the same of the programs, machines and campaigns of `base` and `others`: what /launches and /provenance
/// say, but for what no two launches share, and the campaign's seed and text.
std::vector<Difference> differences_between(const Side& base, std::span<const Side> others);

/// What is not the same of two launches, as /launches says it.
std::vector<Difference> differences_between(const LaunchRecord& base, const LaunchRecord& other);

/// What one side has, as one text; a dash for nothing.
std::string facts_text(const std::vector<std::string>& facts);

} // namespace sweep
