// Workload `startup`: each task starts one worker, has it touch new memory, and waits until it is gone. What a process,
// a thread and a coroutine cost before they have done anything.

#include <array>

#include "core/errors.hpp"
#include "core/workload.hpp"
#include "workloads/index_oracle.hpp"
#include "workloads/one_memory.hpp"
#include "workloads/starts/catalogue.hpp"
#include "workloads/task_measures.hpp"

namespace sweep {
namespace {

const StartDescriptor& way_of(const WorkloadContext& context) {
  return *find_start(context.values.word("way"));
}

std::uint64_t tasks_of(const WorkloadContext& context) {
  return static_cast<std::uint64_t>(context.ranks * context.values.integer("tasks"));
}

class Startup final : public Workload {
 public:
  explicit Startup(const WorkloadContext& context)
      : way_(way_of(context)), tasks_(tasks_of(context)),
        memory_(static_cast<std::size_t>(context.values.integer("memory"))) {}

  std::uint64_t tasks() const override { return tasks_; }
  std::size_t words_per_task() const override { return 1; }

  std::unique_ptr<Repetition> begin(const Surroundings& surroundings) override {
    measured_.clear();
    return Workload::begin(surroundings);
  }

  Task task(std::uint64_t index, Worker& worker, Tally& tally) const override {
    const WorkerLife life = way_.start(memory_);
    worker.note_latency(seconds_between(life.asked, life.gone));
    measured_.add(std::array{seconds_between(life.asked, life.worker.ready),
                             seconds_between(life.worker.ready, life.worker.touched),
                             seconds_between(life.worker.touched, life.gone)});
    tally.record(index, std::array{index});
    co_return;
  }

  StageReport close() override { return {.measures = measured_.medians()}; }

 private:
  const StartDescriptor& way_;
  std::uint64_t tasks_;
  std::size_t memory_;
  mutable TaskMeasures measured_{3};
};

/// What one start takes is not known before it is measured: a guess, of a process.
constexpr Seconds nominal = 1e-3;

void refuse_case(const WorkloadContext& context, const Arrangement& arrangement) {
  refuse_separate_memories(context, arrangement);
  if (way_of(context).on_main_thread && !arrangement.one_at_a_time) {
    throw UsageError("MPI starts ranks from the main thread of a rank alone", "", "take model serial");
  }
}

} // namespace

WorkloadDescriptor startup_workload() {
  return {
      .name = "startup",
      .summary = "workers started and ended: what a process, a thread and a coroutine cost before they do anything",
      .parameters = {{"tasks", Kind::integer, std::int64_t{100}, 1, 1e7, {}, "workers that a rank starts, one a task"},
                     {.name = "way",
                      .kind = Kind::word,
                      .initial = "thread",
                      .choices = names_of(starts()),
                      .help = "how a worker is started",
                      .chooses = true},
                     {"memory",
                      Kind::size,
                      std::int64_t{1} << 20,
                      0,
                      0x1p40,
                      {},
                      "new memory of which a worker writes to each page"}},
      .make = [](const WorkloadContext& context) -> std::unique_ptr<Workload> {
        return std::make_unique<Startup>(context);
      },
      .latency = "from asking for a worker until it is gone",
      .measures = {{"ready_s", "s", "from asking for a worker until it runs, the median of a rank's tasks",
                    MeasureRule::most},
                   {"touch_s", "s", "a worker's first writing to each page of new memory, the median of a rank's tasks",
                    MeasureRule::most},
                   {"gone_s", "s", "from the end of a worker's work until it is gone, the median of a rank's tasks",
                    MeasureRule::most}},
      .base = {.oracle = [](const WorkloadContext& context) -> std::unique_ptr<Workload> {
        return std::make_unique<IndexOracle>(tasks_of(context));
      }},
      .share = Share::per_rank,
      .rules = {.refuse_case = refuse_case},
      .cost = [](const WorkloadContext&) { return Cost{.processor = nominal}; }};
}

} // namespace sweep
