#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.hpp"
#include "core/histogram.hpp"
#include "core/measure.hpp"

namespace sweep {

/// Of a stage whose bytes should come from a device, or go to one: what to call it where the kernel moved less than
/// half of them, and what to do about it.
struct DeviceExpectation {
  std::string otherwise; ///< "cached", "no device".
  std::string remedy;    ///< "set direct = true".
};

/// What a stage tells when it is over, of one rank. What is not there the harness knows itself. Texts are rank 0's.
struct StageReport {
  std::string name = {};               ///< "write"; a stage with a name has rows in /phases and /operations.
  std::optional<std::int64_t> items{}; ///< That it moved: fewer than the tasks it ran where a deadline came.
  std::int64_t bytes = 0;              ///< That it moved.

  Seconds catching_up = 0; ///< Of close(): what was left of the tasks; first.
  Seconds sync = 0;        ///< Of close(): waiting until all is on the device; then.
  Seconds not_counted = 0; ///< Between the last task that counts and close().
  Histogram latency = {};  ///< Of what close() itself carried out.

  std::string transfers = {}; ///< How a library carried them out, by its own word.
  std::string cache = {};     ///< What stands between reads and the device; empty for what does not read.
  std::optional<DeviceExpectation> device{}; ///< None where nobody would think that a device moves its bytes.
  std::vector<std::string> warnings = {};    ///< What was asked for and could not be had.

  std::string wrong = {}; ///< What it found wrong itself, beside the tally: "3 updates were lost". Of any rank.

  Measures measures = {};                    ///< As the workload's descriptor names them, of this rank.
  std::vector<OwnMeasure> own_measures = {}; ///< That it does not name, of rank 0.

  std::uint64_t steps = 0;             ///< Of calibrated work a task, where the workload fills a given time.
  std::optional<Seconds> wall{};       ///< From the start, where what ran is timed by itself: a child program.
  Seconds processor = 0;               ///< Of child programs.
  std::int64_t memory_bytes = 0;       ///< Resident, of child programs.
  std::int64_t proportional_bytes = 0; ///< The same with pages that they share counted once.
};

} // namespace sweep
