// Model `threads`: threads on each rank that take chunks from the rank's dispenser; waits block a thread. With several
// ranks this is the hybrid of processes and threads. The threads are an OpenMP team that is ready before the clock
// starts, or POSIX threads whose start and end are part of the time: what a program pays that starts a thread a task.

#include <omp.h>
#include <pthread.h>

#include <algorithm>
#include <atomic>
#include <climits>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/affinity.hpp"
#include "core/errors.hpp"
#include "core/model.hpp"
#include "core/node.hpp"
#include "core/stint.hpp"
#include "models/blocking_worker.hpp"
#include "models/posix_team.hpp"
#include "models/team_trial.hpp"

namespace sweep {
namespace {

/// While it lives, threads started without a size of their own get stacks of that many bytes; 0 changes nothing.
class DefaultStack {
 public:
  explicit DefaultStack(std::int64_t stack) {
    pthread_getattr_default_np(&before_);
    if (stack > 0) {
      pthread_attr_t changed{};
      pthread_getattr_default_np(&changed);
      pthread_attr_setstacksize(&changed, static_cast<std::size_t>(std::max<std::int64_t>(stack, PTHREAD_STACK_MIN)));
      pthread_setattr_default_np(&changed);
      pthread_attr_destroy(&changed);
    }
  }
  ~DefaultStack() {
    pthread_setattr_default_np(&before_);
    pthread_attr_destroy(&before_);
  }
  DefaultStack(const DefaultStack&) = delete;
  DefaultStack& operator=(const DefaultStack&) = delete;

 private:
  pthread_attr_t before_{};
};

/// The report of the rank.
RankReport finish(std::vector<RankReport>& reports, std::shared_ptr<const Latencies> latencies, std::int64_t stack) {
  const auto started = static_cast<std::int64_t>(reports.size()) - 1;
  RankReport report = merge(reports);
  report.latencies = std::move(latencies);
  report.stack_bytes = started * stack_bytes(stack);
  return report;
}

class OpenmpThreads final : public Model {
 public:
  /// Starts the team, so that no repetition pays for it. Where this rank has exactly one core a worker, or one
  /// hardware thread, each is bound to one (unless OMP_PROC_BIND says otherwise): the kernel may else leave two on one
  /// core for milliseconds.
  OpenmpThreads(int threads, std::int64_t stack)
      : threads_(threads), stack_(openmp_stack().value_or(stack)), here_(usable_part()) {
    omp_set_dynamic(0);
    const DefaultStack small(stack); // for the team's threads, which OpenMP starts without asking for a size
    try_out_team(workers(), stack_);
    const std::vector<int> places = here_.in_order();
    const bool enough = workers() == here_.cores.size() || workers() == places.size();
    const bool bind = enough && omp_get_proc_bind() == omp_proc_bind_false;
    int started = 0;
#pragma omp parallel num_threads(threads_) default(none) shared(started, bind, places)
    {
      if (bind) {
        restrict_to({places[static_cast<std::size_t>(omp_get_thread_num())]});
      }
#pragma omp single
      started = omp_get_num_threads();
    }
    if (started != threads_) {
      end();
      throw SystemError("start", std::to_string(threads_) + " OpenMP threads",
                        "only " + std::to_string(started) +
                            " were given; raise OMP_THREAD_LIMIT, `ulimit -u` or `ulimit -v`");
    }
  }

  ~OpenmpThreads() override {
    end();
  }

  OpenmpThreads(const OpenmpThreads&) = delete;
  OpenmpThreads& operator=(const OpenmpThreads&) = delete;

  std::size_t workers() const override {
    return static_cast<std::size_t>(threads_);
  }

  RankReport run(const TaskSet& work, Dispenser& dispenser, Keep keep, Instant start) override {
    std::vector<RankReport> reports(workers(), RankReport{.tally = Tally(work.words_per_task(), keep)});
    std::atomic<bool> stop = false;
    const auto latencies = std::make_shared<Latencies>();
#pragma omp parallel num_threads(threads_) default(none) shared(reports, stop, work, dispenser, keep, start, latencies)
    {
      const auto index = static_cast<std::size_t>(omp_get_thread_num());
      BlockingWorker worker(dispenser, index);
      worker.keep_latencies(latencies->latency);
      reports[index] = worker.run(work, keep, start, stop);
    }
    return finish(reports, latencies, stack_);
  }

 private:
  /// Ends the team: its idle threads would spin into the next case's time.
  void end() {
    omp_pause_resource(omp_pause_hard, omp_get_initial_device());
    restrict_to(here_.in_order());
  }

  int threads_;
  std::int64_t stack_;
  Node here_; ///< What this rank's main thread may use.
};

class PosixThreads final : public Model {
 public:
  PosixThreads(std::size_t threads, std::int64_t stack) : threads_(threads), stack_(stack) {}

  std::size_t workers() const override { return threads_; }

  RankReport run(const TaskSet& work, Dispenser& dispenser, Keep keep, Instant start) override {
    std::vector<RankReport> reports(threads_, RankReport{.tally = Tally(work.words_per_task(), keep)});
    std::atomic<bool> stop = false;
    const auto latencies = std::make_shared<Latencies>();
    const auto take_part = [&](std::size_t index) {
      BlockingWorker worker(dispenser, index);
      worker.keep_latencies(latencies->latency);
      reports[index] = worker.run(work, keep, 0, stop);
    };
    Stint stint(start);
    std::exception_ptr failure;
    try {
      run_posix_team(threads_, stack_, take_part, [&] {
        stop = true;
        dispenser.abandon();
      });
    } catch (...) {
      failure = std::current_exception();
    }
    stint.stop();
    reports.front().cpu = stint.cpu(); // of the calling thread: its work as a member, and starting the others
    reports.front().ready = stint.ready();
    reports.front().late = stint.late();
    RankReport report = finish(reports, latencies, stack_);
    report.end = stint.end();
    report.failure = failure ? failure : report.failure;
    return report;
  }

 private:
  std::size_t threads_;
  std::int64_t stack_;
};

} // namespace

ModelDescriptor threads_model() {
  return {
      .name = "threads",
      .summary = "threads on each rank; a wait blocks the thread",
      .parameters = {{.name = "threads",
                      .kind = Kind::integer,
                      .initial = std::int64_t{2},
                      .minimum = 1,
                      .maximum = 1e6,
                      .choices = {"1..cores", "cores"},
                      .help = "threads a rank; \"1..cores\" means 1, 2, 4 … and the cores a node has"},
                     {.name = "team",
                      .kind = Kind::word,
                      .initial = "openmp",
                      .choices = {"openmp", "posix"},
                      .help = "openmp: a team that is ready before the clock starts; posix: threads whose start and "
                              "end are part of the time"},
                     {.name = "stack",
                      .kind = Kind::size,
                      .initial = std::int64_t{0},
                      .minimum = 0,
                      .maximum = 0x1p40,
                      .choices = {},
                      .help = "stack of each thread, at least 16 KiB; 0: the system's (ulimit -s, OMP_STACKSIZE)"}},
      .make = [](const Values& values, const LoopTimes&) -> std::unique_ptr<Model> {
        const std::int64_t threads = values.integer("threads");
        const std::int64_t stack = values.integer("stack");
        if (values.word("team") == "posix") {
          return std::make_unique<PosixThreads>(static_cast<std::size_t>(threads), stack);
        }
        return std::make_unique<OpenmpThreads>(static_cast<int>(threads), stack);
      },
      .workers = [](const Values& values) { return values.integer("threads"); },
      .openmp = true};
}

} // namespace sweep
