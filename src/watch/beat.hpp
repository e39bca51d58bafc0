#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <vector>

#include "core/clock.hpp"
#include "watch/seal.hpp"

namespace sweep {

/// Who is lost: a rank, or all ranks of a node, and for how long nothing was heard when it was found.
struct Loss {
  static constexpr std::int32_t none = -1;

  std::int32_t rank = none; ///< One of these two is some.
  std::int32_t node = none;
  Seconds silent = 0;

  bool operator==(const Loss&) const = default;
};

/// What the watchdog of a rank tells those of other nodes: that its node lives, or who is lost.
struct Beat {
  std::int32_t rank = 0;      ///< That sends it.
  std::uint64_t sequence = 0; ///< Higher in every beat of a rank than in the one before.
  std::optional<Loss> loss = {};
};

/// The beat as a datagram.
std::vector<std::byte> seal(const Beat& beat, const SealKey& key);

/// Opens what seal() made: takes no datagram that was made without the key, and none a second time or after a later one
/// of the same rank. Thread-safe where each thread has its own.
class BeatReader {
 public:
  explicit BeatReader(const SealKey& key) : key_(key) {}

  std::optional<Beat> open(std::span<const std::byte> datagram);

 private:
  SealKey key_;
  std::map<std::int32_t, std::uint64_t> latest_; ///< By rank.
};

} // namespace sweep
