// Model `threads`: an OpenMP team on each rank whose threads take chunks from the rank's dispenser; waits block a
// thread. With several ranks this is the hybrid of processes and threads.

#include <omp.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/errors.hpp"
#include "core/model.hpp"
#include "core/process.hpp"
#include "models/blocking_worker.hpp"

namespace sweep {
namespace {

class Threads final : public Model {
 public:
  /// Starts the team, so that no repetition pays for it. Where this rank has exactly one core a thread, each thread is
  /// bound to one (unless OMP_PROC_BIND says otherwise): the kernel may else leave two on one core for milliseconds.
  explicit Threads(int threads) : threads_(threads), cores_(allowed_cores()) {
    omp_set_dynamic(0);
    const bool bind = cores_.size() == workers() && omp_get_proc_bind() == omp_proc_bind_false;
    int started = 0;
#pragma omp parallel num_threads(threads_) default(none) shared(started, bind)
    {
      if (bind) {
        restrict_to_cores({cores_[static_cast<std::size_t>(omp_get_thread_num())]});
      }
#pragma omp single
      started = omp_get_num_threads();
    }
    if (started != threads_) {
      end();
      throw SystemError("start", std::to_string(threads_) + " OpenMP threads",
                        "only " + std::to_string(started) + " were given; raise OMP_THREAD_LIMIT or `ulimit -u`");
    }
  }

  ~Threads() override {
    end();
  }

  Threads(const Threads&) = delete;
  Threads& operator=(const Threads&) = delete;

  std::size_t workers() const override {
    return static_cast<std::size_t>(threads_);
  }

  RankReport run(const Workload& workload, Dispenser& dispenser, Keep keep, Instant start) override {
    std::vector<RankReport> reports(workers(), RankReport{.tally = Tally(workload.words_per_task(), keep)});
    std::atomic<bool> stop = false;
#pragma omp parallel num_threads(threads_) default(none) shared(reports, stop, workload, dispenser, keep, start)
    {
      const auto index = static_cast<std::size_t>(omp_get_thread_num());
      reports[index] = BlockingWorker(dispenser, index).run(workload, keep, start, stop);
    }
    return merge(reports);
  }

 private:
  /// Ends the team: its idle threads would spin into the next case's time.
  void end() {
    omp_pause_resource(omp_pause_hard, omp_get_initial_device());
    restrict_to_cores(cores_);
  }

  int threads_;
  std::vector<int> cores_; ///< That this rank's main thread may use.
};

} // namespace

ModelDescriptor threads_model() {
  return {.name = "threads",
          .summary = "an OpenMP team of threads on each rank",
          .parameters = {{.name = "threads",
                          .kind = Kind::integer,
                          .initial = std::int64_t{2},
                          .minimum = 1,
                          .maximum = 4096,
                          .choices = {"1..cores", "cores"},
                          .help = "threads a rank; \"1..cores\" means 1, 2, 4 … and the cores a node has"}},
          .make = [](const Values& values) -> std::unique_ptr<Model> {
            return std::make_unique<Threads>(static_cast<int>(values.integer("threads")));
          }};
}

} // namespace sweep
