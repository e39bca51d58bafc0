#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/clock.hpp"
#include "core/pool.hpp"
#include "core/worker.hpp"
#include "workloads/calibrated_work.hpp"
#include "workloads/documents/read_json.hpp"

namespace sweep {

/// What a task does with a document: reads every value in it by simdjson and, where it is to cost more processor time
/// than that, works on for the rest.
class DocumentReader {
 public:
  /// @param processor  seconds that a document is to cost in all; 0: what reading it costs
  explicit DocumentReader(Seconds processor) : processor_(processor) {}

  /// What reading a document costs on this core, measured once; not while tasks run. 0 where it is not to cost more.
  /// @param json  a document like those to come
  Seconds reading_time(std::string json);

  /// Has each document cost the rest of what it is to cost beside reading it, by calibrated work.
  void fill_up(Seconds reading_time, const LoopTimes& loop);

  /// Of that work.
  std::uint64_t steps() const { return rest_.steps(); }

  /// The exact words of the document; any number of threads. Throws SystemError for what is not one whole JSON
  /// document.
  /// @param json  Buffer::padding bytes must be readable behind it
  std::array<std::uint64_t, 2> read(std::uint64_t index, std::string_view json, Worker& worker) const;

 private:
  Seconds processor_;
  std::optional<Seconds> reading_time_;
  CalibratedWork rest_;
  mutable Pool<simdjson::ondemand::parser> parsers_;
};

} // namespace sweep
