#include "campaign/timed_run.hpp"

#include <algorithm>
#include <optional>

#include "core/process.hpp"
#include "core/stint.hpp"

/// A build with -DCMAKE_CXX_FLAGS=-DSWEEP_SLOWDOWN=1.05 runs all tasks 5 % slower than they are: whether `sweep
/// compare` finds it (tests/long/compare_slowed.sh).
#ifndef SWEEP_SLOWDOWN
#define SWEEP_SLOWDOWN 1
#endif

namespace sweep {
namespace {

/// Workers need that long to be ready: a thread that slept wakes in 70–110 µs as measured, many of them one after the
/// other. A rank alone on its main thread is awake.
Instant readiness(std::size_t workers, bool alone) {
  return alone ? 30'000 : workers == 1 ? 100'000 : 300'000 + 10'000 * static_cast<Instant>(workers);
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

/// One stage of one rank, from the common start on.
class Run {
 public:
  Run(Model& model, Stage& stage, Handout& handout, Keep keep, Instant start, const DeviceBytes& device_before)
      : model_(model), stage_(stage), handout_(handout), keep_(keep), start_(start), device_before_(device_before) {}

  /// open() · the tasks · close(), each timed.
  TimedRun run() {
    const bool opened = open();
    if (opened) {
      run_tasks();
    }
    handout_.finish(report_.failure != nullptr); // close() may need ranks that still wait for chunks from here
    if (opened) {
      close();
    }
    const DeviceBytes device_after = device_bytes();
    phases_.device_read_bytes = device_after.read - device_before_.read;
    phases_.device_written_bytes = device_after.written - device_before_.written;
    return {.start = start_,
            .report = std::move(report_),
            .stage = std::move(told_),
            .sample = {},
            .phases = phases_,
            .uncounted_cpu = uncounted_};
  }

 private:
  bool open();
  void run_tasks();
  void close();

  Model& model_;
  Stage& stage_;
  Handout& handout_;
  Keep keep_;
  Instant start_;
  DeviceBytes device_before_;
  std::optional<Stint> opening_; ///< Where there is something to open.
  RankReport report_{.tally = Tally(0)};
  StageReport told_;
  PhaseSample phases_;
  Seconds uncounted_ = 0;
};

bool Run::open() {
  if (!stage_.opens()) {
    return true;
  }
  opening_.emplace(start_);
  const Instant begin = now();
  std::exception_ptr failure;
  const bool open = attempt([&] { stage_.open(); }, failure);
  opening_->stop();
  phases_.begin_s = seconds_between(start_, begin);
  phases_.open_s = seconds_between(begin, opening_->end());
  if (!open) {
    handout_.abandon();
    report_ = {.tally = Tally(stage_.words_per_task(), keep_),
               .end = now(),
               .latencies = std::make_shared<Latencies>(),
               .failure = std::move(failure)};
  }
  return open;
}

/// Where something was opened, the other workers have waited for it and begin at once.
void Run::run_tasks() {
  const Instant begin = std::max(now(), start_);
  report_ = model_.run(stage_, handout_, keep_, opening_ ? 0 : start_);
  if constexpr (SWEEP_SLOWDOWN > 1) {
    const double time = SWEEP_SLOWDOWN * static_cast<double>(report_.end - begin);
    while (report_.end < begin + static_cast<Instant>(time)) {
      report_.end = now();
    }
  }
}

/// What a stage does not count is as if it had not been: what follows is as much earlier.
void Run::close() {
  const Instant transferred = opening_ ? now() : report_.end;
  std::optional<Stint> closing; // as what was opened, part of the time
  if (opening_) {
    closing.emplace(transferred);
  }
  attempt([&] { told_ = stage_.close(); }, report_.failure);
  if (closing) {
    closing->stop();
  }
  const Instant closed = closing ? closing->end() : now();
  phases_.transfer_s =
      seconds_between(opening_ ? opening_->end() : start_, transferred) + told_.catching_up - told_.not_counted;
  phases_.sync_s = told_.sync;
  phases_.close_s = seconds_between(transferred, closed) - told_.catching_up - told_.sync;
  if (opening_) {
    report_.end = closed - static_cast<Instant>(told_.not_counted * 1e9);
    report_.cpu += opening_->cpu() + closing->cpu();
    report_.ready += opening_->ready() + closing->ready();
    report_.late = opening_->late();
    report_.wait += phases_.open_s + phases_.sync_s + phases_.close_s;
  }
  if (told_.wall) {
    report_.end = start_ + static_cast<Instant>(*told_.wall * 1e9);
    report_.wait = std::min(report_.wait, *told_.wall);
  }
  report_.cpu += told_.processor;
  uncounted_ = told_.wall ? report_.cpu : told_.processor + told_.not_counted * static_cast<double>(model_.workers());
}

} // namespace

TimedRun run_timed(Model& model, Stage& stage, Handout& handout, const Team& team, const Order& order,
                   std::int64_t rss_before, bool on_main_thread) {
  const DeviceBytes device_before = device_bytes();
  handout.ask_ahead();
  const Instant start = team.agree_on_start(readiness(model.workers(), on_main_thread && team.ranks().size() == 1));
  const ContextSwitches switches_before = context_switches();
  TimedRun run = Run(model, stage, handout, order.keep, start, device_before).run();
  const ContextSwitches switches = context_switches();
  const std::int64_t children = run.report.child_bytes + run.stage.memory_bytes;
  const std::int64_t peak = peak_resident_bytes() + children;
  const auto carried_out = static_cast<std::int64_t>(run.report.tally.count());
  run.sample = {.case_index = order.case_index,
                .repetition = order.repetition,
                .order = order.order,
                .rank = team.ranks().rank(),
                .wall_s = seconds_between(start, run.report.end),
                .cpu_s = run.report.cpu,
                .wait_s = run.report.wait,
                .lock_s = run.report.lock,
                .dispatch_s = run.report.dispatch,
                .idle_s = 0, // known when all ranks have ended
                .tasks = run.stage.items.value_or(carried_out),
                .rss_bytes = resident_bytes() + children,
                .peak_rss_bytes = peak,
                .rss_growth_bytes = std::max<std::int64_t>(0, peak - rss_before),
                .stack_bytes = run.report.stack_bytes,
                .voluntary_switches =
                    switches.voluntary - switches_before.voluntary + run.report.child_switches.voluntary,
                .involuntary_switches =
                    switches.involuntary - switches_before.involuntary + run.report.child_switches.involuntary,
                .ready_s = run.report.ready,
                .late_s = run.report.late,
                .pss_bytes = run.report.proportional_bytes + run.stage.proportional_bytes,
                .replaced_workers = run.report.replaced_workers};
  run.phases.case_index = run.sample.case_index;
  run.phases.repetition = run.sample.repetition;
  run.phases.rank = run.sample.rank;
  run.phases.items = run.sample.tasks;
  run.phases.bytes = run.stage.bytes;
  return run;
}

} // namespace sweep
