#include "models/pool_worker.hpp"

#include <sys/prctl.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstring>
#include <string>
#include <type_traits>
#include <vector>

#include "core/errors.hpp"
#include "core/memory_use.hpp"
#include "core/process.hpp"
#include "io/files/descriptor.hpp"
#include "io/processes/offspring.hpp"
#include "models/blocking_worker.hpp"
#include "models/pool_messages.hpp"

namespace sweep {
namespace {

template <typename T>
std::span<const std::byte> object_bytes(const T& value) {
  static_assert(std::is_trivially_copyable_v<T>);
  return std::as_bytes(std::span(&value, 1));
}

/// Answers, several of which go through the pipe at once where they come close to each other.
class Answers {
 public:
  explicit Answers(int descriptor) : descriptor_(descriptor) {}

  void add(PoolAnswer::Kind kind, std::span<const std::byte> first, std::span<const std::byte> second = {}) {
    append(object_bytes(PoolAnswer{kind, first.size() + second.size()}));
    append(first);
    append(second);
  }

  /// Sends them if the last were sent a while ago: the pool may have nothing else under way here.
  void send_when_due() {
    constexpr Instant patience = 20'000; // 20 µs: some calls of the system
    const Instant time = now();
    if (time - sent_ > patience) {
      send();
      sent_ = time;
    }
  }

  void send() {
    if (!waiting_.empty() && write_all(descriptor_, waiting_).error != 0) {
      end_offspring(false); // the pool has gone: there is nobody to tell
    }
    waiting_.clear();
  }

 private:
  void append(std::span<const std::byte> bytes) { waiting_.insert(waiting_.end(), bytes.begin(), bytes.end()); }

  int descriptor_;
  std::vector<std::byte> waiting_;
  Instant sent_ = 0;
};

/// Requests in the order in which they come; chunks of tasks are what a worker gets by next().
class Requests final : public Dispenser {
 public:
  Requests(int descriptor, Answers& answers) : descriptor_(descriptor), answers_(answers) {}

  /// Ends the process where no more can come: the pool has ended.
  PoolRequest take() {
    if (taken_ == there_) {
      answers_.send(); // before it may have to wait
      refill();
    }
    PoolRequest request;
    std::memcpy(&request, buffer_.data() + taken_, sizeof request);
    taken_ += sizeof request;
    return request;
  }

  Chunk next(std::size_t /*worker*/) override {
    const PoolRequest request = take();
    return {.first = request.first, .last = request.last}; // empty: the end
  }

 private:
  void refill() {
    taken_ = 0;
    const MovedBytes moved = read_all(descriptor_, buffer_, sizeof(PoolRequest));
    there_ = moved.bytes;
    if (there_ < sizeof(PoolRequest)) {
      end_offspring(true);
    }
    if (const std::size_t rest = there_ % sizeof(PoolRequest); rest > 0) { // a request is never cut for long
      const std::size_t missing = sizeof(PoolRequest) - rest;
      there_ += read_all(descriptor_, std::span(buffer_).subspan(there_, missing)).bytes;
    }
  }

  int descriptor_;
  Answers& answers_;
  std::array<std::byte, 256 * sizeof(PoolRequest)> buffer_{};
  std::size_t taken_ = 0;
  std::size_t there_ = 0;
};

/// Runs a chunk after the other, and answers with what its tasks found.
class PoolWorker final : public BlockingWorker {
 public:
  PoolWorker(Requests& requests, Answers& answers) : BlockingWorker(requests, 0), answers_(answers) {}

 private:
  void serve(const TaskSet& work, Tally& /*of all*/, const std::atomic<bool>& stop) override {
    for (Chunk chunk = next_chunk(); !chunk.empty(); chunk = next_chunk()) {
      Tally found(work.words_per_task(), Keep::rows);
      try {
        run_chunk(work, chunk, found, stop);
      } catch (...) {
        answer(found);
        throw;
      }
      answer(found);
      answers_.send_when_due();
    }
  }

  void answer(const Tally& found) {
    answers_.add(PoolAnswer::rows, std::as_bytes(std::span(found.tasks())), std::as_bytes(std::span(found.words())));
  }

  Answers& answers_;
};

void answer_failure(Answers& answers, const std::string& text) {
  answers.add(PoolAnswer::failure, std::as_bytes(std::span(text)));
  answers.send();
}

/// From begin_request to end_request, and the report that is asked for after it.
void run_repetition(const TaskSet& work, const std::optional<Pace>& pace, Requests& requests, Answers& answers) {
  PoolReport told;
  PoolWorker worker(requests, answers);
  worker.keep_latencies(told.latencies.latency);
  if (pace) {
    worker.want_pace(*pace);
  }
  std::atomic<bool> stop = false;
  const ContextSwitches before = context_switches();
  const RankReport report = worker.run(work, Keep::digest, 0, stop);
  const ContextSwitches after = context_switches();
  if (report.failure) {
    try {
      std::rethrow_exception(report.failure);
    } catch (...) {
      answer_failure(answers, current_exception_text());
    }
    return;
  }
  told.cpu = report.cpu;
  told.ready = report.ready;
  told.wait = report.wait;
  told.dispatch = report.dispatch;
  told.voluntary_switches = after.voluntary - before.voluntary;
  told.involuntary_switches = after.involuntary - before.involuntary;
  if (requests.take() == report_request) {
    told.memory = memory_use();
    answers.add(PoolAnswer::report, object_bytes(told));
    answers.send();
  }
}

template <typename T>
T read_object(int requests) {
  T value{};
  if (read_all(requests, std::as_writable_bytes(std::span(&value, 1))).bytes != sizeof value) {
    end_offspring(false); // the pool has gone: there is nobody to tell
  }
  return value;
}

/// A number of bytes, and the bytes.
std::string read_recipe(int requests) {
  const auto size = read_object<std::uint64_t>(requests);
  std::string recipe(size, '\0');
  if (read_all(requests, std::as_writable_bytes(std::span(recipe))).bytes != size) {
    end_offspring(false); // the pool has gone: there is nobody to tell
  }
  return recipe;
}

} // namespace

void serve_pool(const TaskSet& work, const std::optional<Pace>& pace, int requests_from, int answers_to) noexcept {
  std::signal(SIGPIPE, SIG_IGN); // a pool that has gone is seen by write()
  Answers answers(answers_to);
  Requests requests(requests_from, answers);
  answers.add(PoolAnswer::ready, {});
  answers.send();
  for (;;) {
    if (requests.take() == begin_request) { // whatever else comes is for a repetition that has failed
      run_repetition(work, pace, requests, answers);
    }
  }
}

void serve_pool_anew(const MakeTasks& make) noexcept {
  prctl(PR_SET_PDEATHSIG, SIGKILL); // where the pool has gone before that, its pipe is at its end
  const auto pace = read_object<std::optional<Pace>>(STDIN_FILENO);
  const std::string recipe = read_recipe(STDIN_FILENO);
  std::shared_ptr<const TaskSet> work;
  try {
    work = make(recipe);
  } catch (...) {
    Answers answers(STDOUT_FILENO);
    answer_failure(answers, current_exception_text());
    return;
  }
  serve_pool(*work, pace, STDIN_FILENO, STDOUT_FILENO);
}

} // namespace sweep
