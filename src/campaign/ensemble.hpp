#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "campaign/cases.hpp"
#include "campaign/neighbours.hpp"
#include "comm/team.hpp"
#include "core/instruction_set.hpp"
#include "core/model.hpp"
#include "core/tally.hpp"

namespace sweep {

/// What rank 0 asks the ranks of a case to do: one repetition of it.
struct Order {
  static constexpr std::int64_t over = -1;         ///< As `case_index`: the campaign is over.
  static constexpr std::int64_t measure_loop = -2; ///< As `case_index`: tell rank 0 what steps take.

  std::int64_t case_index;
  std::int64_t repetition;
  std::int64_t order; ///< How many timed repetitions of any case came before.
  Keep keep;
  LoopTimes loop = {}; ///< As rank 0 measured it.
  bool oracle = false; ///< Run the oracle of the problem for all its tasks, whatever the case runs.
};

/// What one stage of a repetition gave, as rank 0 sees it.
struct StageMeasurement {
  std::string name;
  std::vector<PhaseSample> phases; ///< One a rank.
  Histogram latency;
  std::string transfers; ///< See StageReport.
  std::string cache;
  std::vector<std::string> warnings;
  std::optional<DeviceExpectation> device;
};

/// What one repetition gave, as rank 0 sees it.
struct Measurement {
  std::vector<Sample> samples; ///< One a rank.
  std::vector<UseSeen> use;    ///< What each rank saw of its node's processors.
  std::uint64_t digest = 0;
  std::uint64_t tasks = 0;
  Latencies latencies;
  std::vector<LockSample> locks;               ///< A thread of a rank each, of a timed repetition.
  TraceRecord trace;                           ///< Of the first timed repetition.
  std::vector<StageMeasurement> stages;        ///< Those that have a name.
  std::vector<std::string> warnings;           ///< Of those that have none.
  std::vector<std::vector<Measures>> measures; ///< Of every stage, one a rank.
  std::vector<OwnMeasure> own_measures;        ///< Of all stages, one after the other.
  Seconds uncounted_cpu = 0;                   ///< Of all ranks; see TimedRun.
  std::uint64_t steps = 0;                     ///< Of calibrated work a task, on rank 0.
  std::uint64_t pace_steps = 0;                ///< See RankReport.
  std::vector<std::uint64_t> words;            ///< With Keep::rows: of all tasks, in task order.
  std::string failure;                         ///< Empty when all went well.
  std::string wrong;                           ///< See StageReport: of the first rank that found something.

  /// The time of the repetition: from the common start to the end of the last rank, of all stages together.
  Seconds time() const;

  /// Of the workers of all ranks together within time(), at least.
  Seconds processor_time() const;

  /// Of the interpreter lock that was held longest, how long; 0 without locks.
  Seconds longest_locked() const;
};

struct ToMeasure; // campaign/measure.hpp

/// All ranks of the launch, ready to perform the cases of a plan. Rank 0 decides, the ranks of the case take part, the
/// others sleep. Made, used and destroyed by all ranks; main thread only.
class Ensemble {
 public:
  /// @param ranks_per_node  see Team
  /// @param measure_loop    for calibrate()
  Ensemble(const Communicator& world, const Launch& launch, const Plan& plan, InstructionSet instruction_set,
           int ranks_per_node, std::function<LoopTimes()> measure_loop = loop_times);

  /// On rank 0, while the others sleep: what steps take here and now.
  LoopTimes calibrate() const { return measure_loop_(); }

  /// On rank 0: what every rank finds that steps take, of each node one at a time while its others sleep.
  std::vector<LoopTimes> survey_loops();

  /// On rank 0: has the ranks of the case perform `order` and takes part itself.
  Measurement command(const Order& order);

  /// On rank 0, once: ends serve() everywhere.
  void dismiss();

  /// On all other ranks: performs what rank 0 commands until dismissed; asleep in between.
  void serve();

 private:
  void send(int rank, const Order& order) const;
  std::vector<LoopTimes> loops_of_all();
  Measurement perform(const Order& order);
  Workload& workload(std::size_t problem);
  ToMeasure oracle(std::size_t problem);
  std::string serve(std::size_t problem, const Team& team);
  ProcessorUse processor_use() const;

  const Communicator& world_;
  const Launch& launch_;
  const Plan& plan_;
  InstructionSet instruction_set_;
  std::function<LoopTimes()> measure_loop_;
  std::map<std::int64_t, Team> teams_;                         ///< By number of ranks; only those this rank is in.
  std::map<std::size_t, std::unique_ptr<Workload>> workloads_; ///< By problem.
  std::unique_ptr<Workload> oracle_;                           ///< While it runs.
  std::map<std::size_t, std::unique_ptr<Service>> services_;   ///< By problem, of the present experiment; leaders only.
  std::vector<int> hardware_threads_;                          ///< Of this node, that the launch may use.
  Neighbours neighbours_;                                      ///< Told on rank 0.
};

} // namespace sweep
