#pragma once

#include <array>
#include <cstdint>

#include "core/workload.hpp"

namespace sweep {

/// The oracle of workloads whose tasks find nothing but that they were run: each records its index.
class IndexOracle final : public Workload {
 public:
  explicit IndexOracle(std::uint64_t tasks) : tasks_(tasks) {}

  std::uint64_t tasks() const override { return tasks_; }
  std::size_t words_per_task() const override { return 1; }

  Task task(std::uint64_t index, Worker& /*worker*/, Tally& tally) const override {
    tally.record(index, std::array{index});
    co_return;
  }

 private:
  std::uint64_t tasks_;
};

/// For the descriptor of such a workload, whose parameter `tasks` says how many there are.
inline std::unique_ptr<Workload> index_oracle(const WorkloadContext& context) {
  return std::make_unique<IndexOracle>(static_cast<std::uint64_t>(context.values.integer("tasks")));
}

} // namespace sweep
