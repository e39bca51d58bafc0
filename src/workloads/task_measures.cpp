#include "workloads/task_measures.hpp"

#include "core/errors.hpp"
#include "core/statistics.hpp"

namespace sweep {

void TaskMeasures::clear() {
  for (std::vector<double>& each : values_) {
    each.clear();
  }
}

void TaskMeasures::add(std::span<const double> values) {
  SWEEP_EXPECT(values.size() == values_.size());
  const std::lock_guard lock(mutex_);
  for (std::size_t index = 0; index < values.size(); ++index) {
    values_[index].push_back(values[index]);
  }
}

Measures TaskMeasures::medians() const {
  Measures measures;
  for (std::size_t index = 0; index < values_.size(); ++index) {
    if (!values_[index].empty()) {
      measures[index] = summarise(values_[index]).median;
    }
  }
  return measures;
}

} // namespace sweep
