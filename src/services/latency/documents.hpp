#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "services/latency/json_digest.hpp"

namespace sweep {

/// A series of JSON documents of one size: document n is a function of (seed, size, n) alone. Each is
///
///     {"document":17,"records":[{"value":4821930,"weight":0.573182,"label":"fanj…"}, …],"padding":"xx…"}
///
/// with as many records as fit and padding up to exactly `size` bytes.
struct DocumentSeries {
  std::uint64_t seed = 0;
  std::size_t size = 0; ///< Bytes of each document, at least smallest_document.
};

constexpr std::size_t smallest_document = 64;

std::string document_text(const DocumentSeries& series, std::uint64_t n);

/// What reading document n finds in it, computed without writing or reading any JSON.
JsonDigest document_digest(const DocumentSeries& series, std::uint64_t n);

} // namespace sweep
