#include "watch/beat.hpp"

#include <cstring>

namespace sweep {
namespace {

/// A beat as it travels, between ranks of one program on processors of one kind.
struct Letter {
  std::uint64_t sequence;
  double silent;
  std::int32_t rank;
  std::int32_t lost_rank;
  std::int32_t lost_node;
  std::int32_t unused;
};

} // namespace

std::vector<std::byte> seal(const Beat& beat, const SealKey& key) {
  const Loss loss = beat.loss.value_or(Loss{});
  const Letter letter{.sequence = beat.sequence,
                      .silent = loss.silent,
                      .rank = beat.rank,
                      .lost_rank = loss.rank,
                      .lost_node = loss.node,
                      .unused = 0};
  return seal(std::as_bytes(std::span(&letter, 1)), key);
}

std::optional<Beat> BeatReader::open(std::span<const std::byte> datagram) {
  const auto opened = unseal(datagram, key_);
  if (!opened || opened->size() != sizeof(Letter)) {
    return std::nullopt;
  }
  Letter letter{};
  std::memcpy(&letter, opened->data(), sizeof letter);
  std::uint64_t& latest = latest_[letter.rank];
  if (letter.sequence <= latest) {
    return std::nullopt;
  }
  latest = letter.sequence;
  Beat beat{.rank = letter.rank, .sequence = letter.sequence};
  if (letter.lost_rank != Loss::none || letter.lost_node != Loss::none) {
    beat.loss = Loss{.rank = letter.lost_rank, .node = letter.lost_node, .silent = letter.silent};
  }
  return beat;
}

} // namespace sweep
