#pragma once

#include <cstdint>
#include <vector>

#include "campaign/cases.hpp"

namespace sweep {

inline constexpr std::int64_t most_shards = 10'000; ///< SLURM has 1001 tasks in an array unless told otherwise.

/// One of the parts into which a campaign is split, each for a launch of its own. They count from 1.
struct Shard {
  std::int64_t number = 1;
  std::int64_t of = 1; ///< 1: the whole campaign.

  bool is_whole() const { return of == 1; }
};

/// A campaign split by cases. By shard, from the first.
struct Split {
  std::vector<std::vector<std::size_t>> cases; ///< What it measures, in the plan's order: its own, and their bases.
  std::vector<Seconds> loads;                  ///< About how long a repetition of each of them takes, together.
};

/// Gives every case to one shard, and to each shard the bases of its cases: the longest case first, each to the shard
/// that has it done first (Graham, SIAM J. Appl. Math. 17 (1969) 416), where a base that is there already costs
/// nothing. So the loads of two shards differ by one case with its bases at most. By ideal_times(), to which each case
/// adds what a repetition takes beside its tasks: the same on every rank and machine on which the plan is the same.
/// Takes time in proportion to cases times shards.
Split split(const Plan& plan, std::int64_t shards);

/// The plan with the cases of one shard only; its problems stay. A shard may have none.
Plan part_of(Plan plan, const Shard& shard);

} // namespace sweep
