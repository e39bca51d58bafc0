// Workload `footprint`: workers read a table, in each task once. What it takes of time and memory to have data with
// every worker: copies, pages shared after a fork, a window, a file, or threads.

#include <algorithm>
#include <array>
#include <mutex>
#include <utility>

#include "core/errors.hpp"
#include "core/workload.hpp"
#include "workloads/one_memory.hpp"
#include "workloads/tables/catalogue.hpp"
#include "workloads/task_measures.hpp"

namespace sweep {
namespace {

const TableDescriptor& way_of(const WorkloadContext& context) {
  return *find_table(context.values.word("way"));
}

/// Of a rank.
std::int64_t workers_of(const WorkloadContext& context) {
  return way_of(context).workers_are_ranks ? 1 : context.values.integer("readers");
}

/// What is read, and how often.
struct Asked {
  explicit Asked(const WorkloadContext& context)
      : words(static_cast<std::size_t>(context.values.integer("bytes")) / sizeof(std::uint64_t)), seed(context.seed),
        workers(static_cast<std::size_t>(workers_of(context))),
        tasks(static_cast<std::uint64_t>(context.ranks * context.values.integer("tasks"))) {}

  std::size_t words;
  std::uint64_t seed;
  std::size_t workers;
  std::uint64_t tasks;
};

class FootprintStage final : public Stage {
 public:
  FootprintStage(const Asked& asked, std::unique_ptr<TableUse> table) : asked_(asked), table_(std::move(table)) {}

  std::uint64_t tasks() const override { return asked_.tasks; }
  std::size_t words_per_task() const override { return 1; }

  bool opens() const override { return true; }
  void open() override {
    const Instant begin = now();
    table_->make_ready();
    ready_ = seconds_between(begin, now());
  }

  Task task(std::uint64_t index, Worker& worker, Tally& tally) const override {
    const Instant begin = now();
    const Reading found = table_->read();
    worker.note_latency(seconds_between(begin, now()));
    const std::uint64_t sum = found.readers.front().sum;
    for (const Reader& each : found.readers) {
      if (each.sum != sum) {
        throw SystemError("read", "the table in a worker", "wrong answer: its checksum differs from another worker's");
      }
    }
    note(found);
    tally.record(index, std::array{sum});
    co_return;
  }

  StageReport close() override { return {.measures = measured_.medians()}; }

 private:
  void note(const Reading& found) const;

  const Asked& asked_;
  std::unique_ptr<TableUse> table_;
  Seconds ready_ = 0;
  mutable TaskMeasures measured_{6};
};

void FootprintStage::note(const Reading& found) const {
  const auto count = static_cast<double>(found.readers.size());
  Seconds starting = 0;
  Seconds reading = 0;
  std::array<double, 3> sums{};
  for (const Reader& each : found.readers) {
    starting = std::max(starting, each.starting);
    reading = std::max(reading, each.reading);
    sums[0] += static_cast<double>(each.memory.resident);
    sums[1] += static_cast<double>(each.memory.proportional);
    sums[2] += static_cast<double>(each.memory.unique);
  }
  measured_.add(std::array{ready_ + starting, reading, sums[0] / count, sums[1] / count, sums[2] / count,
                           sums[1] + static_cast<double>(found.beside)});
}

class FootprintRepetition final : public Repetition {
 public:
  explicit FootprintRepetition(std::unique_ptr<Stage> stage) : stage_(std::move(stage)) {}
  Stage* next() override { return std::exchange(is_first_, false) ? stage_.get() : nullptr; }
  void end() override { stage_.reset(); } // and with it the table, for which another repetition needs the memory

 private:
  std::unique_ptr<Stage> stage_;
  bool is_first_ = true;
};

class Footprint final : public Workload {
 public:
  explicit Footprint(const WorkloadContext& context) : asked_(context), way_(way_of(context)) {}

  std::uint64_t tasks() const override { return asked_.tasks; }
  std::size_t words_per_task() const override { return 1; }

  /// What the stage must find: the oracle.
  Task task(std::uint64_t index, Worker& /*worker*/, Tally& tally) const override {
    std::call_once(is_known_, [this] {
      std::vector<std::uint64_t> table(asked_.words);
      fill_table(table, asked_.seed);
      sum_ = checksum(table);
    });
    tally.record(index, std::array{sum_});
    co_return;
  }

  std::unique_ptr<Repetition> begin(const Surroundings& surroundings) override {
    return std::make_unique<FootprintRepetition>(std::make_unique<FootprintStage>(
        asked_,
        way_.open(
            {.words = asked_.words, .seed = asked_.seed, .workers = asked_.workers, .ranks = surroundings.ranks})));
  }

 private:
  Asked asked_;
  const TableDescriptor& way_;
  mutable std::once_flag is_known_;
  mutable std::uint64_t sum_ = 0; ///< The checksum, once it is known.
};

void refuse_case(const WorkloadContext& context, const Arrangement& arrangement) {
  refuse_separate_memories(context, arrangement);
  if (!arrangement.one_at_a_time) {
    throw UsageError("a rank has its workers read the table one time after the other", "", "take model serial");
  }
  const std::int64_t bytes = context.values.integer("bytes");
  const std::int64_t copies = way_of(context).copies(workers_of(context));
  if (bytes > context.memory_bytes / copies) {
    throw UsageError("a rank would have " + std::to_string(copies) + " tables of " + std::to_string(bytes) +
                         " bytes, and has memory for " + std::to_string(context.memory_bytes) + " bytes",
                     "", "set bytes, readers or ranks to less");
  }
}

/// For `sweep plan`: making it at 1 GB/s, and starting processes.
Cost cost(const WorkloadContext& context) {
  return {.processor = 1e-3 + 1e-9 * static_cast<double>(context.values.integer("bytes"))};
}

/// Of those ways whose workers are not ranks.
std::vector<std::string> ways_with_workers() {
  std::vector<std::string> names;
  for (const TableDescriptor& way : tables()) {
    if (!way.workers_are_ranks) {
      names.push_back(way.name);
    }
  }
  return names;
}

std::vector<Parameter> parameters() {
  return {{"tasks", Kind::integer, std::int64_t{1}, 1, 1e6, {}, "times that a rank's workers read the table"},
          {.name = "way",
           .kind = Kind::word,
           .initial = "copy_on_write",
           .choices = names_of(tables()),
           .help = "how workers have the table",
           .chooses = true},
          {"bytes", Kind::size, std::int64_t{200} << 20, 8, 0x1p40, {}, "of the table"},
          {.name = "readers",
           .kind = Kind::integer,
           .initial = std::int64_t{2},
           .minimum = 1,
           .maximum = 1000,
           .choices = {},
           .help = "processes or threads of a rank that read it; where these are the ranks, set ranks",
           .only_where = {{"way", ways_with_workers()}}}};
}

std::vector<MeasureText> measures() {
  return {{"table_ready_s", "s", "from asking for the table until the last worker could read it", MeasureRule::most},
          {"read_s", "s", "a worker's reading of all of the table, the slowest of a rank", MeasureRule::most},
          {"worker_rss_bytes", "B", "resident memory (RSS) of a worker, the mean of a rank's", MeasureRule::most},
          {"worker_pss_bytes", "B", "the same, of shared pages its part (PSS)", MeasureRule::most},
          {"worker_uss_bytes", "B", "the same, without shared pages (USS)", MeasureRule::most},
          {"all_pss_bytes", "B", "what a rank and all its workers take together (PSS)", MeasureRule::sum}};
}

} // namespace

WorkloadDescriptor footprint_workload() {
  return {.name = "footprint",
          .summary = "a table that many workers read: what it costs to have the same data in all of them",
          .parameters = parameters(),
          .make = [](const WorkloadContext& context) -> std::unique_ptr<Workload> {
            return std::make_unique<Footprint>(context);
          },
          .latency = "of one reading by all workers of a rank, from starting them",
          .measures = measures(),
          .share = Share::per_rank,
          .rules = {.refuse_case = refuse_case},
          .cost = cost};
}

} // namespace sweep
