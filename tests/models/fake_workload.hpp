#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

#include "core/workload.hpp"

namespace sweep {

/// Counts how often each task runs; a task does what the test says and records 3 * task + 1.
class FakeWorkload final : public Workload {
 public:
  using Body = std::function<void(std::uint64_t task, Worker& worker)>;

  explicit FakeWorkload(
      std::uint64_t tasks, Body body = [](std::uint64_t, Worker&) {})
      : runs_(tasks), body_(std::move(body)) {}

  std::uint64_t tasks() const override { return runs_.size(); }
  std::size_t words_per_task() const override { return 1; }
  Task task(std::uint64_t index, Worker& worker, Tally& tally) const override {
    ++runs_[index];
    body_(index, worker);
    tally.record(index, std::array{3 * index + 1});
    co_return;
  }

  std::vector<int> runs() const { return {runs_.begin(), runs_.end()}; }

  /// The tally of the tasks [0, tasks), each once.
  Tally expected() const {
    Tally tally(1);
    for (std::uint64_t task = 0; task < tasks(); ++task) {
      tally.record(task, std::array{3 * task + 1});
    }
    return tally;
  }

 private:
  mutable std::vector<std::atomic<int>> runs_;
  Body body_;
};

} // namespace sweep
