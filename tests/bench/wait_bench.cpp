// What waiting costs, and reading what was waited for.
//
// wait: an item is a task that waits for a timer which is due at once, in chunks of 100. read_, write_document,
// compute_digest: bytes are those of documents of 330 KB, as tiny_files has them. poller_wake_up: from a byte written
// into a pipe until its watch is told.

#include <benchmark/benchmark.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <memory>
#include <string>

#include "core/sleep.hpp"
#include "io/reactor/poller.hpp"
#include "models/catalogue.hpp"
#include "services/latency/documents.hpp"
#include "workloads/documents/read_json.hpp"

namespace sweep {
namespace {

constexpr std::uint64_t tasks = 10'000;
constexpr DocumentSeries series{.seed = 1, .size = 330'000};

class Waits final : public TaskSet {
 public:
  std::uint64_t tasks() const override { return sweep::tasks; }
  std::size_t words_per_task() const override { return 1; }
  Task task(std::uint64_t index, Worker& worker, Tally& tally) const override {
    co_await worker.wait(Sleep(0));
    tally.record(index, std::array{index});
  }
};

class Chunks final : public Dispenser {
 public:
  Chunk next(std::size_t /*worker*/) override {
    constexpr std::uint64_t chunk = 100;
    const std::uint64_t first = next_.fetch_add(chunk);
    return {.first = first, .last = std::min(first + chunk, tasks)};
  }

 private:
  std::atomic<std::uint64_t> next_ = 0;
};

void wait(benchmark::State& state, const ModelDescriptor& descriptor) {
  const auto model = descriptor.make(values_of(descriptor.parameters, {}), loop_times());
  for (auto _ : state) {
    Chunks dispenser;
    if (model->run(Waits(), dispenser, Keep::digest).tally.count() != tasks) {
      state.SkipWithError("lost a task");
      return;
    }
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(tasks));
}

const bool registered = [] {
  for (const ModelDescriptor& model : models()) {
    benchmark::RegisterBenchmark(("wait/" + model.name).c_str(), wait, model)->UseRealTime();
  }
  return true;
}();

void count_bytes(benchmark::State& state) {
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(series.size));
}

/// Of nobody's model.
class Alone final : public Worker {
  bool suspend_for(Operation& operation, std::coroutine_handle<> /*task*/) override {
    operation.block();
    return false;
  }
};

void read_document(benchmark::State& state) {
  const simdjson::padded_string json(document_text(series, 1));
  simdjson::ondemand::parser parser;
  Alone worker;
  for (auto _ : state) {
    benchmark::DoNotOptimize(read_json(parser, json, worker));
  }
  count_bytes(state);
}
BENCHMARK(read_document);

void write_document(benchmark::State& state) {
  for (auto _ : state) {
    benchmark::DoNotOptimize(document_text(series, 1));
  }
  count_bytes(state);
}
BENCHMARK(write_document);

void compute_digest(benchmark::State& state) {
  for (auto _ : state) {
    benchmark::DoNotOptimize(document_digest(series, 1));
  }
  count_bytes(state);
}
BENCHMARK(compute_digest);

/// Empties a pipe when it is ready.
class Drain final : public Reactor::Waiter {
 public:
  explicit Drain(int descriptor) : descriptor_(descriptor) {}
  void ready() noexcept override {
    std::array<char, 8> bytes{};
    drained_ += static_cast<std::int64_t>(read(descriptor_, bytes.data(), bytes.size()));
  }
  void timed_out() noexcept override {}
  std::int64_t drained() const { return drained_; }

 private:
  int descriptor_;
  std::int64_t drained_ = 0;
};

void poller_wake_up(benchmark::State& state, std::unique_ptr<Poller> (*make)()) {
  constexpr Instant soon = 10'000'000'000;
  std::array<int, 2> ends{};
  if (pipe(ends.data()) != 0) {
    state.SkipWithError("no pipe");
    return;
  }
  const std::unique_ptr<Poller> poller = make();
  Drain drain(ends[0]);
  std::unique_ptr<Reactor::Watch> watch = poller->watch(ends[0]);
  for (auto _ : state) {
    watch->wait(Reactor::Direction::read, now() + soon, drain);
    if (write(ends[1], "x", 1) != 1) {
      state.SkipWithError("cannot write");
      break;
    }
    while (poller->waiting() > 0) {
      poller->poll(now() + soon);
    }
  }
  if (drain.drained() != static_cast<std::int64_t>(state.iterations())) {
    state.SkipWithError("a wake-up was lost");
  }
  watch.reset();
  close(ends[0]);
  close(ends[1]);
}
BENCHMARK_CAPTURE(poller_wake_up, epoll, make_epoll_poller);
BENCHMARK_CAPTURE(poller_wake_up, io_uring, make_io_uring_poller);

} // namespace
} // namespace sweep
