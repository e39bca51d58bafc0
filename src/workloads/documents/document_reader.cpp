#include "workloads/documents/document_reader.hpp"

#include <algorithm>

#include "core/errors.hpp"

namespace sweep {
namespace {

/// Of nobody's model: nothing else runs.
class Alone final : public Worker {
  bool suspend_for(Operation& operation, std::coroutine_handle<> /*task*/) override {
    operation.block();
    return false;
  }
};

} // namespace

Seconds DocumentReader::reading_time(std::string json) {
  if (processor_ <= 0 || reading_time_) {
    return reading_time_.value_or(0);
  }
  constexpr int readings = 20;
  json.reserve(json.size() + simdjson::SIMDJSON_PADDING);
  Alone worker;
  Seconds least = processor_;
  for (int i = 0; i < readings; ++i) {
    const Instant begin = now();
    read(0, json, worker);
    least = std::min(least, seconds_between(begin, now()));
  }
  reading_time_ = least;
  return least;
}

void DocumentReader::fill_up(Seconds reading_time, const LoopTimes& loop) {
  rest_ = CalibratedWork(processor_ - reading_time, loop);
}

std::array<std::uint64_t, 2> DocumentReader::read(std::uint64_t index, std::string_view json, Worker& worker) const {
  try {
    const auto words = read_json(*parsers_.take(), json, worker).words();
    rest_.run(worker);
    return words;
  } catch (const simdjson::simdjson_error& error) {
    throw SystemError("read", "document " + std::to_string(index),
                      std::string("wrong answer: it is not one whole JSON document: ") + error.what());
  }
}

} // namespace sweep
