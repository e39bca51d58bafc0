// Model `process_pool`: what Python's ProcessPoolExecutor does. Each rank has worker processes, forked before the clock
// starts, or started anew as programs. The rank's main thread hands out chunks of tasks and takes what they found, both
// as bytes through pipes; up to `in_flight` chunks are under way a worker, so that it need not wait for the next one. A
// worker that dies is replaced, and its chunks run again: a chunk's answer is taken whole or not at all, so that
// nothing is counted twice. Why forking beside MPI is safe: io/processes/worker_process.hpp.

#include <memory>

#include "core/memory_use.hpp"
#include "core/model.hpp"
#include "core/stint.hpp"
#include "models/interpreter_pace.hpp"
#include "models/pool_crew.hpp"
#include "models/pool_run.hpp"
#include "models/pool_worker.hpp"

namespace sweep {
namespace {

class ProcessPool final : public Model {
 public:
  explicit ProcessPool(const PoolOptions& options) : crew_(options) {}

  std::size_t workers() const override { return crew_.options().workers; }

  void prepare(const TaskSet& work, Keep /*keep*/, const Recipe& recipe) override { crew_.start(work, recipe); }

  RankReport run(const TaskSet& work, Dispenser& dispenser, Keep keep, Instant start) override;

 private:
  void add_reports(RankReport& sum);

  PoolCrew crew_;
};

RankReport ProcessPool::run(const TaskSet& work, Dispenser& dispenser, Keep keep, Instant start) {
  if (crew_.members().empty()) { // nobody has called prepare()
    crew_.start(work, nullptr);
  }
  PoolRun course(crew_, dispenser, Tally(work.words_per_task(), keep));
  for (const PoolMember& member : crew_.members()) {
    member.send(begin_request);
  }
  Stint stint(start);
  std::exception_ptr failure;
  try {
    course.run();
  } catch (...) {
    failure = std::current_exception();
    dispenser.abandon();
  }
  stint.stop();
  if (!failure) {
    course.ask_for_reports();
  }
  RankReport report{.tally = course.tally(),
                    .end = stint.end(),
                    .cpu = stint.cpu() + course.cpu_of_dead(), // of the main thread: it handed out the chunks
                    .ready = stint.ready(),
                    .late = stint.late(),
                    .proportional_bytes = memory_use().proportional,
                    .replaced_workers = crew_.replaced() + course.replaced(),
                    .pace_steps = crew_.options().pace ? crew_.options().pace->iteration_steps : 0,
                    .failure = failure};
  add_reports(report);
  crew_.end(); // the next run needs workers that know its tasks
  return report;
}

/// What the workers told.
void ProcessPool::add_reports(RankReport& sum) {
  const auto latencies = std::make_shared<Latencies>();
  const auto workers = static_cast<double>(crew_.members().size());
  for (const PoolMember& member : crew_.members()) {
    if (const auto& own = member.report) {
      sum.cpu += own->cpu;
      sum.ready += own->ready;
      sum.wait += own->wait / workers;
      sum.dispatch += own->dispatch / workers;
      sum.child_bytes += own->memory.resident;
      sum.proportional_bytes += own->memory.proportional;
      sum.child_switches.voluntary += own->voluntary_switches;
      sum.child_switches.involuntary += own->involuntary_switches;
      latencies->latency.merge(own->latencies.latency);
    }
  }
  sum.latencies = latencies;
}

std::vector<Parameter> process_pool_parameters() {
  std::vector<Parameter> all{
      {.name = "workers",
       .kind = Kind::integer,
       .initial = std::int64_t{2},
       .minimum = 1,
       .maximum = 10'000,
       .choices = {"1..cores", "cores"},
       .help = "worker processes a rank; \"1..cores\" means 1, 2, 4 … and the cores a node has"},
      {.name = "start",
       .kind = Kind::word,
       .initial = "fork",
       .choices = {"fork", "spawn"},
       .help = "fork: copies of the rank; spawn: this program, started anew"},
      {.name = "in_flight",
       .kind = Kind::integer,
       .initial = std::int64_t{4},
       .minimum = 1,
       .maximum = 1000, // requests that a pipe takes without making the pool wait
       .choices = {},
       .help = "chunks under way at once a worker process"},
      {.name = "worker_retries",
       .kind = Kind::integer,
       .initial = std::int64_t{3},
       .minimum = 0,
       .maximum = 1e6,
       .choices = {},
       .help = "times that a chunk is begun again whose worker process died, before the case fails"}};
  const std::vector<Parameter> pace = interpreter_pace_parameters();
  all.insert(all.end(), pace.begin(), pace.end());
  return all;
}

} // namespace

ModelDescriptor process_pool_model() {
  return {.name = "process_pool",
          .summary = "worker processes of each rank, fed with tasks through pipes, as ProcessPoolExecutor has them",
          .parameters = process_pool_parameters(),
          .make = [](const Values& values, const LoopTimes& loop) -> std::unique_ptr<Model> {
            return std::make_unique<ProcessPool>(
                PoolOptions{.workers = static_cast<std::size_t>(values.integer("workers")),
                            .in_flight = static_cast<std::size_t>(values.integer("in_flight")),
                            .anew = values.word("start") == "spawn",
                            .retries = values.integer("worker_retries"),
                            .pace = interpreter_pace(values, loop)});
          },
          .base_values = base_at_pace,
          .workers = [](const Values& values) { return values.integer("workers"); },
          .serve = serve_pool_anew,
          .one_memory = false};
}

} // namespace sweep
