#include "campaign/measure.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>

#include "core/errors.hpp"
#include "core/oracle.hpp"
#include "core/process.hpp"

namespace sweep {
namespace {

constexpr int rows_tag = 11;
constexpr int result_tag = 12;

/// What a rank sends to rank 0 after a repetition.
struct RankResult {
  Sample sample;
  std::uint64_t digest;
  Latencies latencies;
};

struct Timed {
  RankReport report;
  Sample sample;
};

/// @param rss_before  resident memory before the model was made
Timed run_timed(Model& model, const Workload& workload, Handout& handout, const Team& team, const Order& order,
                std::int64_t rss_before) {
  // A worker needs that long to be ready: a thread that slept wakes in 70–110 µs (../shared/gil.md), many of them one
  // after the other.
  const auto workers = static_cast<Instant>(model.workers());
  const Instant readiness = workers == 1 ? 100'000 : 300'000 + 10'000 * workers;
  const Instant start = team.agree_on_start(readiness);
  const ContextSwitches switches_before = context_switches();
  RankReport report = model.run(workload, handout, order.keep, start);
  const ContextSwitches switches = context_switches();
  const std::int64_t peak = peak_resident_bytes();
  Sample sample{.case_index = order.case_index,
                .repetition = order.repetition,
                .order = order.order,
                .rank = team.ranks().rank(),
                .wall_s = seconds_between(start, report.end),
                .cpu_s = report.cpu,
                .wait_s = report.wait,
                .lock_s = report.lock,
                .dispatch_s = report.dispatch,
                .idle_s = 0, // known when all ranks have ended
                .tasks = static_cast<std::int64_t>(report.tally.count()),
                .rss_bytes = resident_bytes(),
                .peak_rss_bytes = peak,
                .rss_growth_bytes = std::max<std::int64_t>(0, peak - rss_before),
                .stack_bytes = report.stack_bytes,
                .voluntary_switches = switches.voluntary - switches_before.voluntary,
                .involuntary_switches = switches.involuntary - switches_before.involuntary};
  handout.finish(report.failure != nullptr);
  return {std::move(report), sample};
}

std::string text_of(const std::exception_ptr& failure) {
  if (!failure) {
    return {};
  }
  try {
    std::rethrow_exception(failure);
  } catch (...) {
    return current_exception_text();
  }
}

/// The first rank's failure, on rank 0.
std::string first_failure(const Team& team, const std::string& mine) {
  const std::vector<std::string> all = team.ranks().gather(mine);
  const auto first = std::ranges::find_if(all, [](const std::string& text) { return !text.empty(); });
  if (first == all.end()) {
    return {};
  }
  const std::string rank = team.ranks().size() == 1 ? "" : "rank " + std::to_string(first - all.begin()) + ": ";
  return rank + *first;
}

void gather_results(const Team& team, const RankResult& mine, Measurement& measurement) {
  const Communicator& ranks = team.ranks();
  if (ranks.rank() != 0) {
    ranks.send(0, result_tag, std::as_bytes(std::span(&mine, 1)));
    return;
  }
  for (int rank = 0; rank < ranks.size(); ++rank) {
    RankResult result = mine;
    if (rank > 0) {
      const std::vector<std::byte> bytes = ranks.receive(rank, result_tag);
      SWEEP_EXPECT(bytes.size() == sizeof result);
      std::memcpy(&result, bytes.data(), sizeof result);
    }
    measurement.samples.push_back(result.sample);
    measurement.digest += result.digest;
    measurement.latencies.latency.merge(result.latencies.latency);
    measurement.latencies.lag.merge(result.latencies.lag);
    measurement.tasks += static_cast<std::uint64_t>(result.sample.tasks);
  }
  const Seconds end = measurement.time();
  for (Sample& sample : measurement.samples) {
    sample.idle_s = end - sample.wall_s;
  }
}

/// Puts rows into `words` in task order; a task that comes twice or is unknown is a failure.
class RowTable {
 public:
  RowTable(std::uint64_t tasks, std::size_t width) : width_(width), words_(tasks * width), seen_(tasks) {}

  void place(std::span<const std::uint64_t> tasks, std::span<const std::uint64_t> words) {
    for (std::size_t i = 0; i < tasks.size(); ++i) {
      const std::uint64_t task = tasks[i];
      if (task >= seen_.size() || seen_[task]) {
        failure_ = "task " + std::to_string(task) + (task < seen_.size() ? " was run twice" : " does not exist");
        return;
      }
      seen_[task] = true;
      std::copy_n(words.begin() + static_cast<std::ptrdiff_t>(i * width_), width_,
                  words_.begin() + static_cast<std::ptrdiff_t>(task * width_));
    }
  }

  void move_to(Measurement& measurement) {
    const auto lost = std::ranges::find(seen_, false);
    if (failure_.empty() && lost != seen_.end()) {
      failure_ = "task " + std::to_string(lost - seen_.begin()) + " was never run";
    }
    measurement.words = std::move(words_);
    measurement.failure = failure_;
  }

 private:
  std::size_t width_;
  std::vector<std::uint64_t> words_;
  std::vector<bool> seen_;
  std::string failure_;
};

std::vector<std::uint64_t> as_words(const std::vector<std::byte>& bytes) {
  std::vector<std::uint64_t> words(bytes.size() / sizeof(std::uint64_t));
  if (!bytes.empty()) { // memcpy wants no null pointer, not even for nothing
    std::memcpy(words.data(), bytes.data(), bytes.size());
  }
  return words;
}

void gather_rows(const Team& team, const Tally& mine, std::uint64_t tasks, Measurement& measurement) {
  const Communicator& ranks = team.ranks();
  if (ranks.rank() != 0) {
    ranks.send(0, rows_tag, std::as_bytes(std::span(mine.tasks())));
    ranks.send(0, rows_tag, std::as_bytes(std::span(mine.words())));
    return;
  }
  RowTable table(tasks, mine.words_per_task());
  table.place(mine.tasks(), mine.words());
  for (int rank = 1; rank < ranks.size(); ++rank) {
    const std::vector<std::uint64_t> indices = as_words(ranks.receive(rank, rows_tag));
    table.place(indices, as_words(ranks.receive(rank, rows_tag)));
  }
  table.move_to(measurement);
}

} // namespace

Measurement measure(const Case& measured, const std::function<const Workload&()>& workload, const Team& team,
                    const Order& order) {
  Measurement measurement;
  const Workload* work = nullptr;
  std::optional<Oracle> oracle;
  std::uint64_t tasks = 0;
  std::int64_t rss_before = 0;
  std::unique_ptr<Model> model;
  std::unique_ptr<Handout> handout;
  std::string failure;
  try {
    work = &workload();
    if (order.oracle) {
      work = &oracle.emplace(*work);
    }
    tasks = order.oracle ? work->tasks() : static_cast<std::uint64_t>(measured.record.tasks);
    reset_peak_resident_bytes();
    rss_before = resident_bytes();
    model = measured.model->make(measured.model_values);
    SWEEP_ENSURE(model->workers() == static_cast<std::size_t>(measured.record.threads));
    handout = measured.schedule->make(team, {.tasks = tasks,
                                             .chunk = static_cast<std::uint64_t>(measured.record.chunk),
                                             .workers_per_rank = model->workers()});
  } catch (...) {
    failure = current_exception_text();
  }
  if (team.ranks().min(failure.empty() ? 1 : 0) == 0) {
    measurement.failure = first_failure(team, failure);
    return measurement;
  }
  Timed timed = run_timed(*model, *work, *handout, team, order, rss_before);
  gather_results(team, {timed.sample, timed.report.tally.digest(), *timed.report.latencies}, measurement);
  const std::string task_failure = first_failure(team, text_of(timed.report.failure));
  const bool all_well = team.ranks().min(timed.report.failure ? 0 : 1) == 1;
  if (order.keep == Keep::rows && all_well) {
    gather_rows(team, timed.report.tally, tasks, measurement);
  }
  if (!all_well) {
    measurement.failure = task_failure;
  }
  return measurement;
}

} // namespace sweep
