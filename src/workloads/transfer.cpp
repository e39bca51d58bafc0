// Workload `transfer`: each task hands the same graph of objects to a worker and gets it back. What it costs to share
// data with a process, with another rank and with a thread: bytes moved, copies, and the times to encode, move and
// decode.

#include <array>
#include <optional>
#include <utility>

#include "comm/communicator.hpp"
#include "core/errors.hpp"
#include "core/workload.hpp"
#include "workloads/one_memory.hpp"
#include "workloads/task_measures.hpp"
#include "workloads/transfers/catalogue.hpp"

namespace sweep {
namespace {

const TransferDescriptor& way_of(const WorkloadContext& context) {
  return *find_transfer(context.values.word("way"));
}

/// What is handed over, and how often.
struct Asked {
  explicit Asked(const WorkloadContext& context)
      : bytes(static_cast<std::size_t>(context.values.integer("bytes"))), seed(context.seed),
        share(static_cast<std::uint64_t>(context.values.integer("tasks"))),
        tasks(share * static_cast<std::uint64_t>(context.ranks)) {}

  std::size_t bytes;
  std::uint64_t seed;
  std::uint64_t share; ///< Tasks of a rank.
  std::uint64_t tasks;

  /// What tells a task's graph from those of the rank's other tasks; its worker's graph is the same one.
  double number(std::uint64_t task) const { return static_cast<double>(task % share); }
};

/// The order in which a task's measures are added, and `copies` behind them.
constexpr std::size_t copies_place = 4;

class TransferStage final : public Stage {
 public:
  TransferStage(const Asked& asked, std::unique_ptr<Transfer> transfer, std::optional<int> copies)
      : asked_(asked), transfer_(std::move(transfer)), copies_(copies) {}

  std::uint64_t tasks() const override { return asked_.tasks; }
  std::size_t words_per_task() const override { return 1; }

  Task task(std::uint64_t index, Worker& worker, Tally& tally) const override {
    HandOver found;
    const Instant begin = now();
    const ObjectGraph& back = transfer_->hand_over(asked_.number(index), found);
    worker.note_latency(seconds_between(begin, now()));
    if (!transfer_->is_worker()) {
      measured_.add(std::array{found.encode, found.move, found.decode, static_cast<double>(found.bytes)});
    }
    tally.record(index, std::array{checksum(back)});
    co_return;
  }

  StageReport close() override {
    if (!copies_) {
      return {};
    }
    StageReport report{.measures = measured_.medians()};
    if (!transfer_->is_worker()) {
      report.measures[copies_place] = *copies_;
    }
    return report;
  }

 private:
  const Asked& asked_;
  std::unique_ptr<Transfer> transfer_;
  std::optional<int> copies_; ///< Nothing is measured where there are none.
  mutable TaskMeasures measured_{copies_place};
};

class TransferRepetition final : public Repetition {
 public:
  explicit TransferRepetition(std::unique_ptr<Stage> stage) : stage_(std::move(stage)) {}
  Stage* next() override { return std::exchange(is_first_, false) ? stage_.get() : nullptr; }
  void end() override { stage_.reset(); } // and with it workers, before another repetition has its own

 private:
  std::unique_ptr<Stage> stage_;
  bool is_first_ = true;
};

class TransferWorkload final : public Workload {
 public:
  explicit TransferWorkload(const WorkloadContext& context) : asked_(context), way_(way_of(context)) {}

  std::uint64_t tasks() const override { return asked_.tasks; }
  std::size_t words_per_task() const override { return 1; }

  /// What the stage must find: the oracle.
  Task task(std::uint64_t index, Worker& /*worker*/, Tally& tally) const override {
    ObjectGraph graph = make_graph(asked_.bytes, asked_.seed);
    graph.parameters[visit] = asked_.number(index) + 1;
    tally.record(index, std::array{checksum(graph)});
    co_return;
  }

  /// The serial base of a way between ranks, which is one rank, hands over by reference, and measures nothing.
  std::unique_ptr<Repetition> begin(const Surroundings& surroundings) override {
    const Communicator& ranks = surroundings.ranks;
    const std::int64_t series = ranks.broadcast(now()); // first of all, as what comes then may fail on one rank
    const bool alone = way_.between_ranks && ranks.size() == 1;
    const TransferDescriptor& way = alone ? *find_transfer("reference") : way_;
    return std::make_unique<TransferRepetition>(std::make_unique<TransferStage>(
        asked_, way.open({.bytes = asked_.bytes, .seed = asked_.seed, .ranks = ranks, .series = series}),
        alone ? std::nullopt : std::optional(way.copies)));
  }

 private:
  Asked asked_;
  const TransferDescriptor& way_;
};

void refuse_case(const WorkloadContext& context, const Arrangement& arrangement) {
  refuse_separate_memories(context, arrangement);
  if (!arrangement.one_at_a_time || !arrangement.equal_shares) {
    throw UsageError("a rank hands over one graph after the other, as many as every other rank", "",
                     "take model serial and schedule static without a chunk");
  }
  if (const TransferDescriptor& way = way_of(context); way.between_ranks && context.ranks % 2 != 0) {
    throw UsageError("way " + way.name + " is between two ranks, and " + std::to_string(context.ranks) +
                         " are no pairs of them",
                     "", "set ranks to even numbers");
  }
}

/// For `sweep plan`: eight copies at 2 GB/s, and the checksum.
Cost cost(const WorkloadContext& context) {
  return {.processor = 2e-5 + 5e-9 * static_cast<double>(context.values.integer("bytes"))};
}

} // namespace

WorkloadDescriptor transfer_workload() {
  return {.name = "transfer",
          .summary = "a graph of objects handed to a worker and back: what it costs to share data",
          .parameters = {{"tasks", Kind::integer, std::int64_t{20}, 1, 1e8, {}, "times that a rank hands it over"},
                         {.name = "way",
                          .kind = Kind::word,
                          .initial = "pipe",
                          .choices = names_of(transfers()),
                          .help = "how it is handed over",
                          .chooses = true},
                         {"bytes",
                          Kind::size,
                          std::int64_t{1} << 16,
                          static_cast<double>(least_graph_bytes),
                          0x1p28,
                          {},
                          "of names and numbers in the graph"}},
          .make = [](const WorkloadContext& context) -> std::unique_ptr<Workload> {
            return std::make_unique<TransferWorkload>(context);
          },
          .latency = "from handing the graph over until it is back",
          .measures = {{"encode_s", "s", "from objects to what is moved, there and back, the median of a rank's tasks",
                        MeasureRule::most},
                       {"move_s", "s", "from one memory to the other, there and back, the median of a rank's tasks",
                        MeasureRule::most},
                       {"decode_s", "s", "from what was moved to objects, there and back, the median of a rank's tasks",
                        MeasureRule::most},
                       {"moved_bytes", "B", "moved, there and back, the median of a rank's tasks", MeasureRule::most},
                       {"copies", "1", "of the graph's data, there and back, at least", MeasureRule::most}},
          .share = Share::per_rank,
          .rules = {.refuse_case = refuse_case},
          .cost = cost};
}

} // namespace sweep
