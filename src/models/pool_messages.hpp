#pragma once

#include <cstdint>

#include "core/clock.hpp"
#include "core/memory_use.hpp"
#include "core/model.hpp"

// What goes through the pipes between a pool and its worker processes, which are of one program: as bytes, as they are.

namespace sweep {

/// To a worker: run the tasks [first, last), or one of the others.
struct PoolRequest {
  std::uint64_t first = 0;
  std::uint64_t last = 0;

  bool operator==(const PoolRequest&) const = default;
};

// No chunk is empty.
inline constexpr PoolRequest begin_request{0, 0};  ///< A repetition begins: what is measured counts from now.
inline constexpr PoolRequest end_request{1, 1};    ///< No more chunks come: what is measured counts until now.
inline constexpr PoolRequest report_request{2, 2}; ///< Tell what was measured.

/// From a worker: what these bytes behind it are.
struct PoolAnswer {
  enum Kind : std::uint64_t {
    ready,   ///< It waits for requests; no bytes.
    rows,    ///< What the tasks of the next chunk under way found: their indices, then their words, 64 bits each. Of
             ///< fewer tasks only before a failure.
    failure, ///< Why a task failed, or why it cannot be ready: a text.
    report,  ///< A PoolReport.
  };
  Kind kind;
  std::uint64_t bytes;
};

/// What a worker measured from begin_request to end_request.
struct PoolReport {
  Seconds cpu = 0;
  Seconds ready = 0;
  Seconds wait = 0;
  Seconds dispatch = 0; ///< Waiting for requests, and reading them.
  std::int64_t voluntary_switches = 0;
  std::int64_t involuntary_switches = 0;
  MemoryUse memory = {}; ///< When it was asked for.
  Latencies latencies = {};
};

} // namespace sweep
