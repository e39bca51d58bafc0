#pragma once

#include "io/hdf5/hdf5_file.hpp"
#include "results/description.hpp"
#include "results/record.hpp"

namespace sweep {

/// /latency/<case>, one a case: a row for every bucket that is not empty: from low_s up to high_s, and how many
/// latencies, lags, hand-overs of a lock, and latencies of each operation were in it. Attributes: `meaning`, and p50,
/// p99 and max of each.
void write_latencies(Hdf5File& file, const Result& result);

/// Reads them into `result`, whose operations are known. A file without them is one of an older version. Throws
/// std::out_of_range naming a column that is missing.
void read_latencies(const Hdf5File& file, Result& result);

/// Adds what is known of their columns; those of operations are named after them.
void describe_latencies(std::vector<ColumnText>& all);

/// The table of one case, what belongs to it, and reading both into a result whose operations are known.
Table latency_table(const LatencyRecord& record, const std::vector<OperationRecord>& operations = {});
Attributes latency_attributes(const LatencyRecord& record, const std::vector<OperationRecord>& operations = {});
void read_latency(const Table& table, const Attributes& attributes, std::int64_t index, Result& result);

/// Those of a case; none where it has none.
std::vector<OperationRecord> operations_of(const Result& result, std::int64_t index);

} // namespace sweep
