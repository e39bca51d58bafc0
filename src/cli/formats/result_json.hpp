#pragma once

#include "cli/formats/sink.hpp"
#include "results/record.hpp"

namespace sweep {

/// The number of what write_result_json() writes: a new one where a reader of the old one would misread it. Members are
/// added without.
inline constexpr std::int64_t json_version = 1;

/// Campaign, provenance, launches, and each case with its summary and warnings, as one JSON document; the README says
/// what is in it.
void write_result_json(const Result& result, const Sink& sink);

} // namespace sweep
