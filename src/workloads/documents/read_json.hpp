#pragma once

#include <string_view>

// Left to itself, a parser has other members in sources that are not optimised.
#define SIMDJSON_DEVELOPMENT_CHECKS 0 // NOLINT(readability-identifier-naming)
#include <simdjson.h>

#include "core/worker.hpp"
#include "services/latency/json_digest.hpp"

namespace sweep {

/// Reads every name and value of one JSON document by simdjson on demand, with a safe point at each object and array.
/// @param json  at least SIMDJSON_PADDING bytes must be readable behind it
/// Throws simdjson_error for what is not one whole JSON document.
JsonDigest read_json(simdjson::ondemand::parser& parser, std::string_view json, Worker& worker);

} // namespace sweep
