#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/histogram.hpp"
#include "core/stage_report.hpp"
#include "results/columns.hpp"

namespace sweep {

/// What one rank did in one stage of a repetition: a row of /phases, columns/phases.def. Seconds, bytes and counts.
/// Trivially copyable.
struct PhaseSample {
#define SWEEP_COLUMN(type, member, name, unit, since, missing, over_stages, meaning) type member = missing;
#include "results/columns/phases.def"
#undef SWEEP_COLUMN
  std::int64_t operation = -1; ///< Index among the case's operations; in the table, its name.

  double end_s() const {
    return begin_s + open_s + transfer_s + sync_s + close_s;
  }
};

/// What a case did apart in each repetition, such as writing and reading, beside its times.
struct OperationRecord {
  std::string name;
  std::string transfers; ///< How the library carried the transfers out, by its own word; empty where it tells nothing.
  std::string cache;     ///< What stood between the reads and the device; empty for what does not read.
  Histogram latency;     ///< Of its transfers.
  std::optional<DeviceExpectation> device = {}; ///< As its stage says. Not stored.
};

} // namespace sweep
