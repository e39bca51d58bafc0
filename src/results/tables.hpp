#pragma once

#include <functional>
#include <string>
#include <vector>

#include "io/hdf5/hdf5_file.hpp"
#include "results/record.hpp"

namespace sweep {

/// A table of the result file, made from a result in memory, a part of its rows at a time: what is large, such as
/// /samples, then stands there once, as records.
struct ResultTable {
  std::string name; ///< In the file, without the first "/": "samples", "latency/3", "estimates/pi/0".
  /// Calls `act` with one part after the other, until it returns false: at least one, since it also tells the columns.
  TableParts visit;
};

/// Every table that `result` would have in its file, in the order of `sweep list columns`. They refer to `result`.
std::vector<ResultTable> tables_of(const Result& result);

} // namespace sweep
