#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "core/clock.hpp"
#include "core/parameter.hpp"

namespace sweep {

/// What a task of a stranger's takes, one after the other, as it was measured.
struct TaskShape {
  Seconds wall = 0; ///< Of a task, the mean; without the time for which other programs had the processor.
  Seconds processor = 0;
  std::uint64_t tasks = 0;            ///< That there are.
  std::vector<std::string> ways = {}; ///< In which they can be run here, by the names that the workload has for them.
};

/// What only running what the values name can tell.
struct FoundOut {
  Values values; ///< Parameters of the workload, which become part of the campaign.
  std::vector<std::pair<std::string, std::string>> facts; ///< For /provenance: name and words.
};

} // namespace sweep
