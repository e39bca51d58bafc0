#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "results/record.hpp"

namespace sweep {

/// What a step of a campaign adds to its result: what the journal has a record of.
struct Addition {
  static constexpr std::int64_t nothing = -1;

  std::int64_t begins = nothing; ///< The case of which a check, a warm-up or a repetition begins.
  bool ends = false;             ///< Whether what began before has ended.

  /// What is new: rows of /samples, /phases, /locks, /measures, latencies, operations, traces and estimates are added;
  /// a case or a launch takes the place of the one with its number. Parameters of cases stay as they are known.
  Result news = {};
};

/// Adds it to `result`, in which the present launch is the last.
void add(Addition addition, Result& result);

/// As bytes, for the same machine; the columns of tables are told by their names.
std::vector<std::byte> encode(const Addition& addition);

/// Reads what encode() of the present or an older `version` of the schema made. Throws std::exception for what is none.
Addition decode(std::span<const std::byte> bytes, std::int64_t version);

} // namespace sweep
