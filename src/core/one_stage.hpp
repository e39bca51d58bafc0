#pragma once

#include <utility>

#include "core/workload.hpp"

namespace sweep {

/// A repetition of one stage, which outlives it.
class OneStage final : public Repetition {
 public:
  explicit OneStage(Stage& stage) : stage_(&stage) {}
  Stage* next() override { return std::exchange(stage_, nullptr); }

 private:
  Stage* stage_;
};

} // namespace sweep
