#include "workloads/executors/catalogue.hpp"

#include "core/catalogue.hpp"

namespace sweep {

std::span<const ExecutorDescriptor> executors() {
  using enum ExecutorDescriptor::Has;
  static const std::vector<ExecutorDescriptor> all{
#define SWEEP_EXECUTOR(name, summary, needs, has) ExecutorDescriptor{#name, summary, needs, has},
#include "workloads/executors/catalogue.def"
#undef SWEEP_EXECUTOR
  };
  return all;
}

const ExecutorDescriptor* find_executor(std::string_view name) {
  return find_by_name(executors(), name);
}

std::vector<std::string> executors_with(ExecutorDescriptor::Has has) {
  std::vector<std::string> names;
  for (const ExecutorDescriptor& executor : executors()) {
    if ((executor.has & has) != 0) {
      names.push_back(executor.name);
    }
  }
  return names;
}

} // namespace sweep
