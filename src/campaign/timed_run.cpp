#include "campaign/timed_run.hpp"

#include <algorithm>

#include "core/process.hpp"
#include "core/stint.hpp"

namespace sweep {
namespace {

/// A worker needs that long to be ready: a thread that slept wakes in 70–110 µs as measured, many of them one
/// after the other.
Instant readiness(std::size_t workers) {
  return workers == 1 ? 100'000 : 300'000 + 10'000 * static_cast<Instant>(workers);
}

/// Calls `step`; its failure is noted unless there was one before.
template <typename Step>
bool attempt(Step step, std::exception_ptr& failure) {
  try {
    step();
    return true;
  } catch (...) {
    failure = failure ? failure : std::current_exception();
    return false;
  }
}

RankReport nothing_done(const TaskSet& work, Keep keep, std::exception_ptr failure) {
  return {.tally = Tally(work.words_per_task(), keep),
          .end = now(),
          .latencies = std::make_shared<Latencies>(),
          .failure = std::move(failure)};
}

/// open() · the tasks, wear_out() · sync() · close(), each timed, from `start` on.
RankReport run_phases(Model& model, Stage& stage, Dispenser& dispenser, Keep keep, Instant start, PhaseSample& phases) {
  const std::int64_t device_before = bytes_read_from_devices(); // before the clock
  Stint opening(start);
  const Instant begin = now();
  std::exception_ptr failure;
  const bool open = attempt([&] { stage.open(); }, failure);
  opening.stop();
  if (!open) {
    dispenser.abandon();
    return nothing_done(stage, keep, failure);
  }
  RankReport report = model.run(stage, dispenser, keep);
  attempt([&] { stage.wear_out(); }, report.failure);
  const Instant transferred = now();
  const Seconds skipping = stage.skipping();
  Stint closing(transferred);
  attempt([&] { stage.sync(); }, report.failure);
  const Instant synced = now();
  attempt([&] { stage.close(); }, report.failure);
  closing.stop();
  phases.begin_s = seconds_between(start, begin);
  phases.open_s = seconds_between(begin, opening.end());
  phases.transfer_s = seconds_between(opening.end(), transferred) - skipping;
  phases.sync_s = seconds_between(transferred, synced);
  phases.close_s = seconds_between(synced, closing.end());
  phases.items = stage.items();
  phases.bytes = stage.bytes();
  phases.device_read_bytes = bytes_read_from_devices() - device_before;
  report.end = closing.end() - static_cast<Instant>(skipping * 1e9);
  report.cpu += opening.cpu() + closing.cpu();
  report.wait += phases.open_s + phases.sync_s + phases.close_s;
  return report;
}

} // namespace

TimedRun run_timed(Model& model, const TaskSet& work, Stage* stage, Handout& handout, const Team& team,
                   const Order& order, std::int64_t rss_before) {
  PhaseSample phases{};
  const Instant start = team.agree_on_start(readiness(model.workers()));
  const ContextSwitches switches_before = context_switches();
  RankReport report = stage == nullptr ? model.run(work, handout, order.keep, start)
                                       : run_phases(model, *stage, handout, order.keep, start, phases);
  const ContextSwitches switches = context_switches();
  const std::int64_t peak = peak_resident_bytes();
  const Sample sample{.case_index = order.case_index,
                      .repetition = order.repetition,
                      .order = order.order,
                      .rank = team.ranks().rank(),
                      .wall_s = seconds_between(start, report.end),
                      .cpu_s = report.cpu,
                      .wait_s = report.wait,
                      .lock_s = report.lock,
                      .dispatch_s = report.dispatch,
                      .idle_s = 0, // known when all ranks have ended
                      .tasks = stage == nullptr ? static_cast<std::int64_t>(report.tally.count()) : phases.items,
                      .rss_bytes = resident_bytes(),
                      .peak_rss_bytes = peak,
                      .rss_growth_bytes = std::max<std::int64_t>(0, peak - rss_before),
                      .stack_bytes = report.stack_bytes,
                      .voluntary_switches = switches.voluntary - switches_before.voluntary,
                      .involuntary_switches = switches.involuntary - switches_before.involuntary};
  phases.case_index = sample.case_index;
  phases.repetition = sample.repetition;
  phases.rank = sample.rank;
  handout.finish(report.failure != nullptr);
  return {start, std::move(report), sample, phases};
}

} // namespace sweep
