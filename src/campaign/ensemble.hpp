#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "campaign/cases.hpp"
#include "comm/team.hpp"
#include "core/instruction_set.hpp"
#include "core/model.hpp"
#include "core/service.hpp"
#include "core/tally.hpp"

namespace sweep {

/// What rank 0 asks the ranks of a case to do: one repetition of it.
struct Order {
  std::int64_t case_index; ///< Negative: the campaign is over.
  std::int64_t repetition;
  std::int64_t order; ///< How many timed repetitions of any case came before.
  Keep keep;
  bool oracle = false; ///< Run Workload::check() for all tasks of the problem, whatever the case runs.
};

/// What one stage of a repetition gave, as rank 0 sees it.
struct StageMeasurement {
  std::vector<PhaseSample> phases; ///< One a rank.
  Histogram latency;
  std::string transfers; ///< See Stage.
  std::string cache;
};

/// What one repetition gave, as rank 0 sees it.
struct Measurement {
  std::vector<Sample> samples; ///< One a rank.
  std::uint64_t digest = 0;
  std::uint64_t tasks = 0;
  Latencies latencies;
  std::vector<LockSample> locks;        ///< A thread of a rank each, of a timed repetition.
  TraceRecord trace;                    ///< Of the first timed repetition.
  std::vector<StageMeasurement> stages; ///< Those of the workload; none where it has none.
  std::vector<std::uint64_t> words;     ///< With Keep::rows: of all tasks, in task order.
  std::string failure;                  ///< Empty when all went well.

  /// The time of the repetition: from the common start to the end of the last rank, of all stages together.
  Seconds time() const;

  /// Of all ranks together.
  Seconds processor_time() const;
};

/// All ranks of the launch, ready to perform the cases of a plan. Rank 0 decides, the ranks of the case take part, the
/// others sleep. Made, used and destroyed by all ranks; main thread only.
class Ensemble {
 public:
  /// @param ranks_per_node  see Team
  Ensemble(const Communicator& world, const Launch& launch, const Plan& plan, InstructionSet instruction_set,
           int ranks_per_node);

  /// On rank 0: has the ranks of the case perform `order` and takes part itself.
  Measurement command(const Order& order);

  /// On rank 0, once: ends serve() everywhere.
  void dismiss();

  /// On all other ranks: performs what rank 0 commands until dismissed; asleep in between.
  void serve();

 private:
  Measurement perform(const Order& order);
  Workload& workload(std::size_t problem);
  std::string serve(std::size_t problem, const Team& team);

  const Communicator& world_;
  const Launch& launch_;
  const Plan& plan_;
  InstructionSet instruction_set_;
  std::map<std::int64_t, Team> teams_;                         ///< By number of ranks; only those this rank is in.
  std::map<std::size_t, std::unique_ptr<Workload>> workloads_; ///< By problem.
  std::map<std::size_t, std::unique_ptr<Service>> services_;   ///< By problem, of the present experiment; leaders only.
};

} // namespace sweep
