#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/model.hpp"
#include "io/processes/worker_process.hpp"
#include "models/pool_answers.hpp"
#include "models/pool_messages.hpp"

namespace sweep {

struct PoolOptions {
  std::size_t workers;
  std::size_t in_flight;         ///< Chunks a worker.
  bool anew;                     ///< Workers are programs, not copies.
  std::int64_t retries;          ///< Of a chunk, and of a start.
  std::optional<Pace> pace = {}; ///< Of the workers: an interpreter's; else this program's.
};

/// Tasks that a worker is to run and has not answered.
struct PoolChunk {
  Chunk chunk;
  std::int64_t deaths = 0; ///< Of workers that may have begun it.
};

/// A worker process as its pool sees it.
struct PoolMember {
  explicit PoolMember(WorkerProcess started) : process(std::move(started)) {}

  WorkerProcess process;
  PoolAnswers answers = {};
  std::deque<PoolChunk> under_way = {}; ///< In the order of the requests.
  std::size_t sent = 0;                 ///< Of these, those that it has been sent.
  std::size_t one_by_one = 0;           ///< Of these, those that it is sent alone; see PoolRun.
  bool exhausted = false;               ///< No more chunks come for it.
  bool knows_end = false;               ///< And it was told so.
  std::optional<PoolReport> report = {};

  bool through() const { return exhausted && under_way.empty(); }

  /// Sends requests. A worker that has died is found by its answers, which then end.
  void send(std::span<const PoolRequest> requests) const;
  void send(const PoolRequest& request) const { send(std::span(&request, 1)); }
};

/// The text that came as an answer.
std::string text_of(std::span<const std::byte> bytes);

/// For a SystemError, of a worker and how many died with it.
std::string died(const WorkerProcess::End& end, std::int64_t deaths);

/// The worker processes of one rank, from their start to their end. On the rank's main thread.
class PoolCrew {
 public:
  explicit PoolCrew(const PoolOptions& options) : options_(options) {}

  /// Starts them, and waits until they wait for requests. `work` outlives them. Throws SystemError where that fails:
  /// one that dies meanwhile is replaced as often as a chunk is tried again.
  void start(const TaskSet& work, const Recipe& recipe);

  /// Another one, ready soon.
  WorkerProcess start_worker() const;

  void end() { members_.clear(); }

  const PoolOptions& options() const { return options_; }
  std::vector<PoolMember>& members() { return members_; }
  std::int64_t replaced() const { return replaced_; } ///< Of those that start() started.

 private:
  void wait_until_ready(PoolMember& member);

  PoolOptions options_;
  const TaskSet* work_ = nullptr;
  std::string recipe_; ///< As it is written to a program: pace, its size, then itself.
  std::vector<PoolMember> members_;
  std::int64_t replaced_ = 0;
};

} // namespace sweep
