#include "workloads/beside_cpu_tasks.hpp"

#include <array>
#include <iterator>

#include "core/busy_steps.hpp"
#include "core/errors.hpp"

namespace sweep {
namespace {

/// What the tasks must find: the first of each rank's share its rounds, the others nothing.
class RoundsOracle final : public Workload {
 public:
  explicit RoundsOracle(const WorkloadContext& context)
      : ranks_(static_cast<std::uint64_t>(context.ranks)),
        share_(static_cast<std::uint64_t>(context.values.integer("cpu_tasks")) + 1),
        rounds_(static_cast<std::uint64_t>(context.values.integer("rounds"))) {}

  std::uint64_t tasks() const override { return ranks_ * share_; }
  std::size_t words_per_task() const override { return 1; }

  Task task(std::uint64_t index, Worker& /*worker*/, Tally& tally) const override {
    tally.record(index, std::array{index % share_ == 0 ? rounds_ : 0});
    co_return;
  }

 private:
  std::uint64_t ranks_;
  std::uint64_t share_;
  std::uint64_t rounds_;
};

} // namespace

BesideCpuTasks::BesideCpuTasks(const WorkloadContext& context)
    : ranks_(static_cast<std::uint64_t>(context.ranks)),
      share_(static_cast<std::uint64_t>(context.values.integer("cpu_tasks")) + 1),
      rounds_(static_cast<std::uint64_t>(context.values.integer("rounds"))),
      burst_duration_(context.values.real("burst")), longest_(context.values.real("longest")) {}

std::unique_ptr<Repetition> BesideCpuTasks::begin(const Surroundings& surroundings) {
  over_.store(false, std::memory_order_relaxed);
  most_steps_ = static_cast<std::uint64_t>(longest_ / surroundings.loop.step) + 1;
  burst_ = CalibratedWork(burst_duration_, surroundings.loop);
  return Workload::begin(surroundings);
}

Task BesideCpuTasks::task(std::uint64_t index, Worker& worker, Tally& tally) const {
  return does_io(index) ? communicate(index, worker, tally) : compute(index, worker, tally);
}

void BesideCpuTasks::end_round(Worker& worker) const {
  burst_.run(worker);
  worker.safe_point();
}

Task BesideCpuTasks::compute(std::uint64_t index, Worker& worker, Tally& tally) const {
  constexpr std::uint64_t iterations_a_look = 32; // 0.6 µs, or 2.5 at CPython's pace
  const std::uint64_t iteration = worker.pace().iteration_steps;
  std::uint64_t state = index;
  std::uint64_t steps = 0;
  while (steps < most_steps_ && !over_.load(std::memory_order_relaxed)) {
    for (std::uint64_t i = 0; i < iterations_a_look; ++i) {
      state = take_steps(iteration, state);
      worker.safe_point();
    }
    steps += iterations_a_look * iteration;
  }
  over_.store(true, std::memory_order_relaxed); // unless it is so already, this one gives up for all
  tally.record(index, std::array{std::uint64_t{0}});
  co_return;
}

std::vector<Parameter> with_cpu_tasks(std::vector<Parameter> own) {
  std::vector<Parameter> all{
      {"rounds", Kind::integer, std::int64_t{100}, 1, 1e9, {}, "of the I/O task of each rank"},
      {"cpu_tasks", Kind::integer, std::int64_t{1}, 0, 1e5, {}, "that compute beside it on its rank; 0: it is alone"},
      {"burst", Kind::duration, 0.0, 0, 1e3, {}, "processor time of the I/O task at the end of each round"},
      {"longest",
       Kind::duration,
       2.0,
       0,
       1e5,
       {},
       "processor time after which a CPU task gives up, and all others with it, though the I/O task goes on: as under "
       "an event loop, which they block"}};
  all.insert(all.end(), std::make_move_iterator(own.begin()), std::make_move_iterator(own.end()));
  return all;
}

std::unique_ptr<Workload> oracle_beside_cpu_tasks(const WorkloadContext& context) {
  return std::make_unique<RoundsOracle>(context);
}

/// A CPU task computes for as long as the I/O task takes. No task is said to wait: the bounds of a case take it that
/// nothing computes while one waits.
Cost cost_beside_cpu_tasks(const WorkloadContext& context, Seconds round) {
  const auto rounds = static_cast<double>(context.values.integer("rounds"));
  return {.processor = rounds * (round + context.values.real("burst"))};
}

void refuse_other_shares(const WorkloadContext& /*context*/, const Arrangement& arrangement) {
  if (!arrangement.own_shares || !arrangement.one_memory) {
    throw UsageError(
        "the I/O task and the CPU tasks of a rank must stay together on it", "",
        "take schedule and chunk away, have cpu_tasks + 1 be a multiple of threads, and take a model whose workers "
        "share a rank's memory; on one rank every schedule does");
  }
}

} // namespace sweep
