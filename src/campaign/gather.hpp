#pragma once

#include <exception>
#include <string>

#include "campaign/ensemble.hpp"

namespace sweep {

/// What a rank tells rank 0 of a stage. Trivially copyable.
struct RankResult {
  Sample sample;
  PhaseSample phases;
  Seconds uncounted_cpu; ///< See TimedRun.
  std::uint64_t digest;
  Latencies latencies;
  Measures measures;
};

/// The text of `failure`; empty where there is none.
std::string text_of(const std::exception_ptr& failure);

/// Collective: the first rank's failure, on rank 0.
std::string first_failure(const Team& team, const std::string& mine);

/// Collective: what all ranks tell, in order of rank, on rank 0.
std::vector<RankResult> gather_results(const Team& team, const RankResult& mine);

/// Collective: on rank 0, the words of all tasks in task order, or a failure that names the first task that is missing,
/// unknown or there twice.
struct Rows {
  std::vector<std::uint64_t> words;
  std::string failure;
};
Rows gather_rows(const Team& team, const Tally& mine, std::uint64_t tasks);

} // namespace sweep
