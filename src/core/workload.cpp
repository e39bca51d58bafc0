#include "core/workload.hpp"

#include "core/one_stage.hpp"

namespace sweep {

std::unique_ptr<Repetition> Workload::begin(const Surroundings& /*surroundings*/) {
  return std::make_unique<OneStage>(*this);
}

} // namespace sweep
