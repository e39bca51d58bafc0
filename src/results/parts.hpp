#pragma once

#include "io/hdf5/hdf5_file.hpp"
#include "results/description.hpp"
#include "results/record.hpp"

namespace sweep {

/// What only shards and merged results have: the attributes `shards`, `shard` (a list), `cases` and `cases_digest` of
/// /campaign, /places (of each case its number in the whole campaign), and /origins (of each launch which one it is).
/// Files of other results have none of it, and a reader that knows nothing of it reads a shard as a campaign of its
/// cases.
void write_part(Hdf5File& file, const Result& result);

/// Those tables.
Table places_table(const Result& result);
Table origins_table(const Result& result);

/// Adds what is known of their columns.
void describe_parts(std::vector<ColumnText>& all);

/// Reads it into `result`. Throws std::out_of_range for what does not belong together.
void read_part(const Hdf5File& file, Result& result);

/// By which a launch is known wherever it is merged: the file in which it began, its number there and the time.
std::string origin_of(const Result& result, const LaunchRecord& launch);

/// "3/64", "1-2,5/64": which shards a result has; of a whole campaign "1/1".
std::string shards_text(const PartRecord& part);

/// "0-3,8" of numbers in ascending order.
std::string numbers_text(const std::vector<std::int64_t>& numbers);

/// The shards that it lacks, ascending.
std::vector<std::int64_t> missing_shards(const PartRecord& part);

} // namespace sweep
