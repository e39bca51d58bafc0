#include "workloads/document_reader.hpp"

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

void DocumentReader::calibrate(std::string json) {
  if (rest_ || processor_ <= 0) {
    return;
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
  rest_.emplace(processor_ - least);
}

std::array<std::uint64_t, 2> DocumentReader::read(std::uint64_t index, std::string_view json, Worker& worker) const {
  try {
    const auto words = read_json(*parsers_.take(), json, worker).words();
    if (rest_) {
      rest_->run(worker);
    }
    return words;
  } catch (const simdjson::simdjson_error& error) {
    throw SystemError("read", "document " + std::to_string(index),
                      std::string("wrong answer: it is not one whole JSON document: ") + error.what());
  }
}

} // namespace sweep
