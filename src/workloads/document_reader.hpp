#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/clock.hpp"
#include "core/worker.hpp"
#include "io/pool.hpp"
#include "workloads/calibrated_work.hpp"
#include "workloads/read_json.hpp"

namespace sweep {

/// What a task does with a document: reads every value in it by simdjson and, where it is to cost more processor time
/// than that, works on for the rest.
class DocumentReader {
 public:
  /// @param processor  seconds that a document is to cost in all; 0: what reading it costs
  explicit DocumentReader(Seconds processor) : processor_(processor) {}

  /// Measures once what reading costs, on a document like those to come; not to be called while tasks run.
  void calibrate(std::string json);

  /// The exact words of the document; any number of threads. Throws SystemError for what is not one whole JSON
  /// document.
  /// @param json  Buffer::padding bytes must be readable behind it
  std::array<std::uint64_t, 2> read(std::uint64_t index, std::string_view json, Worker& worker) const;

 private:
  Seconds processor_;
  std::optional<CalibratedWork> rest_;
  mutable Pool<simdjson::ondemand::parser> parsers_;
};

} // namespace sweep
