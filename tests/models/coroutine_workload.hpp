#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <utility>

#include "core/workload.hpp"

namespace sweep {

/// Tasks that are the coroutine which the test gives, with one word each.
class CoroutineWorkload final : public Workload {
 public:
  using Body = std::function<Task(std::uint64_t index, Worker& worker, Tally& tally)>;

  CoroutineWorkload(std::uint64_t tasks, Body body) : tasks_(tasks), body_(std::move(body)) {}

  std::uint64_t tasks() const override { return tasks_; }
  std::size_t words_per_task() const override { return 1; }
  Task task(std::uint64_t index, Worker& worker, Tally& tally) const override { return body_(index, worker, tally); }

 private:
  std::uint64_t tasks_;
  Body body_; ///< Lives as long as its coroutines, which refer to what it captured.
};

} // namespace sweep
