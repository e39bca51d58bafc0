#pragma once

#include <poll.h>

#include <cstdint>
#include <vector>

#include "core/dispenser.hpp"
#include "core/tally.hpp"
#include "models/pool_crew.hpp"

namespace sweep {

/// One run of a pool: hands out the chunks of a dispenser to its workers and takes their answers. On the rank's main
/// thread.
class PoolRun {
 public:
  /// All of them outlive it.
  PoolRun(PoolCrew& crew, Dispenser& dispenser, Tally tally)
      : crew_(crew), dispenser_(dispenser), tally_(std::move(tally)) {}

  /// Until every worker is through. Throws SystemError for a task that failed, and where workers died too often; the
  /// tally then has what was answered before.
  void run();

  /// After run(): what the workers measured. One that has ended after its last answer is known by its processor time.
  void ask_for_reports();

  const Tally& tally() const { return tally_; }
  std::int64_t replaced() const { return replaced_; }
  Seconds cpu_of_dead() const { return cpu_of_dead_; }

 private:
  void fill_up(std::size_t index);
  bool gets_another(std::size_t index);
  void wait_and_take();
  bool take(PoolMember& member);
  void take_rows(PoolMember& member, std::span<const std::byte> bytes);
  void replace(PoolMember& member);
  WorkerProcess::End bury(PoolMember& member);

  PoolCrew& crew_;
  Dispenser& dispenser_;
  Tally tally_;
  std::int64_t replaced_ = 0;
  Seconds cpu_of_dead_ = 0;
  std::vector<PoolRequest> requests_; ///< These four are kept for their memory.
  std::vector<std::uint64_t> words_;
  std::vector<pollfd> waiting_;
  std::vector<std::size_t> waited_for_;
};

} // namespace sweep
