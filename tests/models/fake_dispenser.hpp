#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <thread>
#include <utility>
#include <vector>

#include "core/dispenser.hpp"
#include "core/errors.hpp"

namespace sweep {

/// Hands out [0, tasks) in chunks of one size to whoever asks, as a shared counter does.
class CountingDispenser final : public Dispenser {
 public:
  CountingDispenser(std::uint64_t tasks, std::uint64_t chunk) : tasks_(tasks), chunk_(chunk) {}

  Chunk next(std::size_t /*worker*/) override {
    ++grabs_;
    const std::uint64_t first = next_.fetch_add(chunk_);
    return {.first = first, .last = std::min(first + chunk_, tasks_)};
  }

  std::uint64_t grabs() const { return grabs_; }

 private:
  std::uint64_t tasks_;
  std::uint64_t chunk_;
  std::atomic<std::uint64_t> next_ = 0;
  std::atomic<std::uint64_t> grabs_ = 0;
};

/// Gives every worker the chunks of its own list, then empty ones; notes who asked and who polled. All that is noted
/// of a worker is written by that worker's thread only.
class ListDispenser final : public Dispenser {
 public:
  enum class Polling { not_needed, needed };

  explicit ListDispenser(std::vector<std::vector<Chunk>> lists, Polling polling = Polling::not_needed)
      : lists_(std::move(lists)), grabs_(lists_.size()), threads_(lists_.size()), polling_(polling) {}

  Chunk next(std::size_t worker) override {
    SWEEP_EXPECT(worker < lists_.size());
    threads_[worker] = std::this_thread::get_id();
    const std::size_t grab = grabs_[worker]++;
    return grab < lists_[worker].size() ? lists_[worker][grab] : Chunk{};
  }

  bool needs_polling() const override { return polling_ == Polling::needed; }
  void poll() override { pollers_.push_back(std::this_thread::get_id()); }

  std::size_t grabs(std::size_t worker) const { return grabs_[worker]; }
  const std::vector<std::thread::id>& threads() const { return threads_; } ///< That asked, one a worker.
  const std::vector<std::thread::id>& pollers() const { return pollers_; } ///< One a call of poll().

 private:
  std::vector<std::vector<Chunk>> lists_;
  std::vector<std::size_t> grabs_;
  std::vector<std::thread::id> threads_;
  std::vector<std::thread::id> pollers_;
  Polling polling_;
};

/// Calls what the test gives whenever it is polled.
class PolledDispenser final : public Dispenser {
 public:
  PolledDispenser(std::uint64_t tasks, std::function<void(int polls)> polled)
      : list_(tasks, 1), polled_(std::move(polled)) {}
  Chunk next(std::size_t worker) override { return list_.next(worker); }
  bool needs_polling() const override { return true; }
  void poll() override { polled_(++polls_); }

 private:
  CountingDispenser list_;
  std::function<void(int)> polled_;
  int polls_ = 0;
};

} // namespace sweep
