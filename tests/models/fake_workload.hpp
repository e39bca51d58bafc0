#pragma once

#include <sys/mman.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <new>
#include <utility>
#include <vector>

#include "core/errors.hpp"
#include "core/workload.hpp"

namespace sweep {

/// Whole numbers, at first 0, that forked processes share with this one.
class SharedCounts {
 public:
  explicit SharedCounts(std::size_t size)
      : size_(size), memory_(mmap(nullptr, bytes(), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0)) {
    SWEEP_EXPECT(memory_ != MAP_FAILED);
    new (memory_) std::atomic<int>[ size ];
  }
  ~SharedCounts() { munmap(memory_, bytes()); }
  SharedCounts(const SharedCounts&) = delete;
  SharedCounts& operator=(const SharedCounts&) = delete;

  std::size_t size() const { return size_; }
  std::atomic<int>& operator[](std::size_t index) const { return static_cast<std::atomic<int>*>(memory_)[index]; }

 private:
  std::size_t bytes() const { return std::max<std::size_t>(size_, 1) * sizeof(std::atomic<int>); }

  std::size_t size_;
  void* memory_;
};

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

  std::vector<int> runs() const {
    std::vector<int> runs;
    for (std::size_t task = 0; task < runs_.size(); ++task) {
      runs.push_back(runs_[task]);
    }
    return runs;
  }

  /// The tally of the tasks [0, tasks), each once.
  Tally expected() const {
    Tally tally(1);
    for (std::uint64_t task = 0; task < tasks(); ++task) {
      tally.record(task, std::array{3 * task + 1});
    }
    return tally;
  }

 private:
  SharedCounts runs_;
  Body body_;
};

} // namespace sweep
