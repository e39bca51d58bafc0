// Workload `empty`: tasks that do nothing but record themselves. What a case with it takes is what the harness costs.

#include <array>

#include "core/workload.hpp"

namespace sweep {
namespace {

class Empty final : public Workload {
 public:
  explicit Empty(std::uint64_t tasks) : tasks_(tasks) {}

  std::uint64_t tasks() const override { return tasks_; }
  std::size_t words_per_task() const override { return 1; }

  Task task(std::uint64_t index, Worker& /*worker*/, Tally& tally) const override {
    const std::array words{index};
    tally.record(index, words);
    co_return;
  }

 private:
  std::uint64_t tasks_;
};

} // namespace

WorkloadDescriptor empty_workload() {
  return {.name = "empty",
          .summary = "tasks that do nothing: measures the harness",
          .parameters = {{.name = "tasks",
                          .kind = Kind::integer,
                          .initial = std::int64_t{1000},
                          .minimum = 1,
                          .maximum = 1e8,
                          .choices = {},
                          .help = "number of tasks"}},
          .make = [](const WorkloadContext& context) -> std::unique_ptr<Workload> {
            return std::make_unique<Empty>(static_cast<std::uint64_t>(context.values.integer("tasks")));
          }};
}

} // namespace sweep
