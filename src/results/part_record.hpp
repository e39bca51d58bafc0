#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace sweep {

/// Which part of a campaign a result has: all of it, unless it is a shard, or shards merged of which some are missing.
struct PartRecord {
  std::int64_t of = 1;                   ///< Into how many shards the campaign was split; 1: the result has all of it.
  std::vector<std::int64_t> shards = {}; ///< Those that are there, from 1, ascending.
  std::int64_t cases = 0;                ///< That the whole campaign has.
  std::string digest = {};               ///< Of what these cases are, by which two launches know that they agree.
  std::vector<std::int64_t> places = {}; ///< By case, its number in the whole campaign. Ascending.

  bool is_whole() const { return of == 1; }
};

/// Where a launch of a merged result was measured first, by which it is counted once however often it comes: a row of
/// /origins.
struct OriginRecord {
  std::int64_t launch = 0; ///< Row of /launches.
  std::string origin;      ///< The same of no two launches.
  std::int64_t shard = 1;  ///< That it measured.
  std::int64_t shards = 1; ///< Of so many.
};

} // namespace sweep
