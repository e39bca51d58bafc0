// Model `event_loop`: one thread a rank that keeps many tasks open and goes on with whichever need not wait. What
// Python calls asyncio.

#include <algorithm>

#include "core/model.hpp"
#include "io/reactor/poller.hpp"
#include "models/interpreter_pace.hpp"
#include "models/loop_worker.hpp"

namespace sweep {
namespace {

class EventLoop final : public Model {
 public:
  EventLoop(std::size_t in_flight, bool io_uring, const std::optional<Pace>& pace)
      : in_flight_(in_flight), pace_(pace), poller_(io_uring ? make_io_uring_poller() : make_epoll_poller()) {}

  std::size_t workers() const override { return 1; }

  RankReport run(const TaskSet& work, Dispenser& dispenser, Keep keep, Instant start) override {
    const std::size_t most = std::max<std::size_t>(work.tasks(), 1);
    LoopWorker worker(dispenser, *poller_, std::min(in_flight_, most));
    if (pace_) {
      worker.want_pace(*pace_);
    }
    RankReport report = worker.run(work, keep, start);
    report.pace_steps = pace_ ? pace_->iteration_steps : 0;
    return report;
  }

 private:
  std::size_t in_flight_;
  std::optional<Pace> pace_;
  std::unique_ptr<Poller> poller_; ///< Made before the clock starts.
};

std::vector<Parameter> event_loop_parameters() {
  std::vector<Parameter> all{{.name = "in_flight",
                              .kind = Kind::integer,
                              .initial = std::int64_t{1000},
                              .minimum = 1,
                              .maximum = 1e7,
                              .choices = {},
                              .help = "tasks open at once on a rank"},
                             {.name = "poller",
                              .kind = Kind::word,
                              .initial = "epoll",
                              .choices = {"epoll", "io_uring"},
                              .help = "how the kernel is asked which sockets are ready; io_uring also reads and writes "
                                      "files without holding up the loop"}};
  const std::vector<Parameter> pace = interpreter_pace_parameters();
  all.insert(all.end(), pace.begin(), pace.end());
  return all;
}

} // namespace

ModelDescriptor event_loop_model() {
  return {.name = "event_loop",
          .summary = "one thread a rank that overlaps the waits of many tasks, as coroutines",
          .parameters = event_loop_parameters(),
          .make = [](const Values& values, const LoopTimes& loop) -> std::unique_ptr<Model> {
            return std::make_unique<EventLoop>(static_cast<std::size_t>(values.integer("in_flight")),
                                               values.word("poller") == "io_uring", interpreter_pace(values, loop));
          },
          .base_values = base_at_pace,
          .in_flight = [](const Values& values) { return values.integer("in_flight"); }};
}

} // namespace sweep
