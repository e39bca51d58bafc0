#include "workloads/beside_cpu_tasks.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <numeric>

#include "core/busy_steps.hpp"
#include "core/errors.hpp"
#include "core/statistics.hpp"

namespace sweep {
namespace {

constexpr std::uint64_t most_waits = 1'000'000; // that are kept of a repetition

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
  gave_up_.store(never, std::memory_order_relaxed);
  waits_.clear();
  waits_.reserve(std::min(rounds_, most_waits)); // so that no round pays for memory
  most_steps_ = static_cast<std::uint64_t>(longest_ / surroundings.loop.step) + 1;
  burst_ = CalibratedWork(burst_duration_, surroundings.loop);
  return Workload::begin(surroundings);
}

Task BesideCpuTasks::task(std::uint64_t index, Worker& worker, Tally& tally) const {
  return does_io(index) ? communicate(index, worker, tally) : compute(index, worker, tally);
}

/// Where not one wait began beside the CPU tasks, as under a lock that is never given up, it is one as long as these
/// ran.
StageReport BesideCpuTasks::close() {
  StageReport report{.steps = burst_.steps()};
  if (waits_.empty() && gave_up_ != never) {
    waits_.push_back(longest_);
  }
  if (!waits_.empty()) { // of a rank without an I/O task
    const std::vector<double> ascending = sorted(waits_);
    report.measures[0] = std::accumulate(waits_.begin(), waits_.end(), 0.0) / static_cast<double>(waits_.size());
    report.measures[1] = quantile(ascending, 0.5);
    report.measures[2] = quantile(ascending, 0.99);
  }
  return report;
}

void BesideCpuTasks::end_round(Worker& worker, Instant begin) const {
  const Seconds wait = seconds_between(begin, now());
  worker.note_latency(wait);
  if (begin < gave_up_.load(std::memory_order_relaxed) && waits_.size() < most_waits) {
    waits_.push_back(wait);
  }
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
  if (!over_.exchange(true, std::memory_order_relaxed)) { // this one gives up for all
    gave_up_.store(now(), std::memory_order_relaxed);
  }
  tally.record(index, std::array{std::uint64_t{0}});
  co_return;
}

std::vector<MeasureText> measures_of_rounds() {
  return {
      {"round_mean_s", "s", "of the waits that began beside CPU tasks, the first million, the mean", MeasureRule::most},
      {"round_p50_s", "s", "of these, the median", MeasureRule::most},
      {"round_p99_s", "s", "of these, the 99th percentile", MeasureRule::most}};
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
