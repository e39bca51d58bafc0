// Workload `fan_out`: many waits at once, by timers or by idle connections to a server that answers late. What a task
// that waits costs in time and in memory.

#include <algorithm>
#include <array>
#include <memory>

#include "core/errors.hpp"
#include "core/sleep.hpp"
#include "core/workload.hpp"
#include "io/http/http_client.hpp"
#include "services/latency/latency_source.hpp"
#include "workloads/index_oracle.hpp"

namespace sweep {
namespace {

bool by_socket(const Values& values) {
  return values.word("kind") == "socket";
}

DocumentSeries series_of(const WorkloadContext& context) {
  return {.seed = context.seed, .size = smallest_document};
}

class FanOut final : public Workload {
 public:
  explicit FanOut(const WorkloadContext& context)
      : tasks_(static_cast<std::uint64_t>(context.values.integer("tasks"))), wait_(context.values.real("wait")),
        by_socket_(by_socket(context.values)), series_(series_of(context)), retries_(context.values.integer("retries")),
        timeout_(context.values.real("timeout")) {}

  std::uint64_t tasks() const override { return tasks_; }
  std::size_t words_per_task() const override { return 1; }

  Task task(std::uint64_t index, Worker& worker, Tally& tally) const override {
    return by_socket_ ? wait_for_answer(index, worker, tally) : wait_for_timer(index, worker, tally);
  }

  /// With a client of its own for every repetition: none finds connections that another one opened.
  std::unique_ptr<Repetition> begin(const Surroundings& surroundings) override {
    if (by_socket_) {
      client_ = std::make_unique<HttpClient>(parse_http_url(surroundings.service),
                                             HttpClient::Options{.timeout = wait_ + timeout_, .keep_alive = true});
    }
    return Workload::begin(surroundings);
  }

 private:
  // Two coroutines, so that the frame of a timer, of which there may be a hundred thousand, is as small as can be.
  Task wait_for_timer(std::uint64_t index, Worker& worker, Tally& tally) const {
    worker.note_latency(co_await worker.wait(Sleep(wait_)));
    tally.record(index, std::array{index});
  }

  Task wait_for_answer(std::uint64_t index, Worker& worker, Tally& tally) const;

  std::uint64_t tasks_;
  Seconds wait_;
  bool by_socket_;
  DocumentSeries series_;
  std::int64_t retries_;
  Seconds timeout_;
  std::unique_ptr<HttpClient> client_;
};

Task FanOut::wait_for_answer(std::uint64_t index, Worker& worker, Tally& tally) const {
  Attempts attempts(retries_);
  const Instant begin = now();
  for (;;) {
    const Reply reply = co_await worker.wait(client_->fetch(index));
    if (reply.failure.empty()) {
      worker.note_latency(seconds_between(begin, now()) - wait_);
      if (reply.body() != document_text(series_, index)) {
        throw SystemError("use", "the answer to task " + std::to_string(index),
                          "wrong answer: " + std::string(reply.body()));
      }
      tally.record(index, std::array{index});
      co_return;
    }
    co_await worker.wait(Sleep(attempts.failed(*client_, index, reply.failure)));
  }
}

std::vector<Parameter> parameters() {
  return {{"tasks", Kind::integer, std::int64_t{1000}, 1, 1e8, {}, "number of waits"},
          {"serial_tasks",
           Kind::integer,
           std::int64_t{20},
           1,
           1e8,
           {},
           "waits of the serial base, whose time is scaled to all"},
          {"kind",
           Kind::word,
           "timer",
           0,
           0,
           {"timer", "socket"},
           "what is waited for; socket: an idle connection that is answered then"},
          {"wait", Kind::duration, 0.1, 0, 1e6, {}, "how long each waits"},
          {"retries",
           Kind::integer,
           std::int64_t{2},
           0,
           1000,
           {},
           "by socket: attempts after one that failed, before the case does"},
          {"timeout", Kind::duration, 10.0, 1e-3, 1e5, {}, "by socket: how much later than `wait` an answer may come"}};
}

} // namespace

WorkloadDescriptor fan_out_workload() {
  return {.name = "fan_out",
          .summary = "many waits at once: what a waiting task costs",
          .parameters = parameters(),
          .make = [](const WorkloadContext& context) -> std::unique_ptr<Workload> {
            return std::make_unique<FanOut>(context);
          },
          .latency = "how much later than asked a wait ended",
          .base = {.oracle = index_oracle,
                   .tasks =
                       [](const WorkloadContext& context) {
                         return static_cast<std::uint64_t>(context.values.integer("serial_tasks"));
                       }},
          .service = [](const WorkloadContext& context) -> std::unique_ptr<Service> {
            const LatencyRule rule{.mean = context.values.real("wait"), .seed = context.seed};
            return by_socket(context.values) ? std::make_unique<LatencySource>(series_of(context), rule) : nullptr;
          },
          .cost = [](const WorkloadContext& context) { return Cost{.wait = context.values.real("wait")}; }};
}

} // namespace sweep
