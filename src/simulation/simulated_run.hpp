#pragma once

#include <cstdint>
#include <vector>

#include "simulation/task_lengths.hpp"

namespace sweep {

/// What handing out takes, in nanoseconds. The defaults are more than tests/bench/dispatch_bench measures on two cores
/// of an AMD EPYC: a chunk takes 2.6 ns there where nobody else wants one, request and grant together 1.5 µs through
/// shared memory and 16 µs by TCP. What a cluster has is told by --round-trip, --service-time and --grab-time.
struct HandoutCosts {
  Instant grab = 30;           ///< A chunk from the memory that a node shares: one worker after the other.
  Instant poll = 300;          ///< A look for messages when there is none (MPI_Iprobe, MPI_Test).
  Instant service = 1'500;     ///< On rank 0: to answer a request.
  Instant latency = 15'000;    ///< From one node to another: half a round trip, as Ethernet has it.
  Instant look_again = 75'000; ///< From one look into an empty pool to the next: 20 µs of sleep as the system gives it.
};

/// 30 years: what a clock in nanoseconds can add up.
constexpr Seconds most_together = 1e9;

enum class Sharing { fixed, dynamic, guided }; ///< Schedules `static`, `dynamic` and `guided`.

/// A repetition to simulate, whose tasks together take no more than `most_together`.
struct SimulatedCase {
  std::vector<std::int64_t> ranks_on; ///< By node, home first.
  std::int64_t workers_per_rank = 1;
  Sharing sharing = Sharing::dynamic;
  std::uint64_t tasks = 0;
  std::uint64_t chunk = 1;
  TaskLengths lengths;
  Instant safe_points = 10'000; ///< From one poll in a task that computes to the next; 0: tasks only wait.
  HandoutCosts costs = {};

  std::int64_t workers() const;
};

/// Where the time of all workers goes, from the common start to the end of the last one. Shares of it, which sum to 1.
struct SimulatedRun {
  Instant makespan = 0;       ///< When the last worker was through.
  double computing = 1;       ///< In tasks: the efficiency.
  double waiting = 0;         ///< For chunks, and getting them.
  double idle = 0;            ///< Through, while others are not.
  double serving = 0;         ///< Of rank 0's main thread alone: answering other nodes.
  std::uint64_t requests = 0; ///< Of leaders.
};

/// Simulates one repetition, chunk by chunk, with the very counter, pool and rules of the program (comm/) and the order
/// of calls of campaign/handout and comm/grants: a queue of requests in front of rank 0, which answers when it takes a
/// chunk and at its tasks' safe points. What is not in it: contention in the network, noise, and that ranks share
/// processors. tests/simulation judges it by SimGrid. About 0.1 µs a chunk.
SimulatedRun simulate(const SimulatedCase& simulated);

} // namespace sweep
