#pragma once

#include "core/errors.hpp"
#include "core/workload.hpp"

namespace sweep {

/// For Rules::refuse_case, where tasks use what open() has opened in their rank's memory, or leave something there for
/// close() or for each other.
inline void refuse_separate_memories(const WorkloadContext& /*context*/, const Arrangement& arrangement) {
  if (!arrangement.one_memory) {
    throw UsageError("the tasks of a rank leave something for each other in its memory", "",
                     "take a model whose workers share it");
  }
}

} // namespace sweep
