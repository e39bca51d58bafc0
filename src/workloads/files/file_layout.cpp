#include "workloads/files/file_layout.hpp"

#include <bit>

#include "core/split_mix.hpp"

namespace sweep {
namespace {

/// A permutation of [0, 2^bits): multiplying by an odd number and folding the upper half onto the lower are bijections.
std::uint64_t shuffle_bits(std::uint64_t value, unsigned bits, std::uint64_t key) {
  const std::uint64_t mask = bits == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << bits) - 1;
  for (std::uint64_t round = 0; round < 4; ++round) {
    value = (value * (SplitMix::mix(key + round) | 1U) + SplitMix::mix(key ^ round)) & mask;
    value ^= value >> (bits / 2 + 1);
  }
  return value;
}

/// A permutation of [0, count): values outside are permuted again until they are inside ("cycle walking", Black &
/// Rogaway, CT-RSA 2002).
std::uint64_t shuffle(std::uint64_t value, std::uint64_t count, std::uint64_t key) {
  const auto bits = static_cast<unsigned>(std::bit_width(count - 1));
  do {
    value = shuffle_bits(value, bits, key);
  } while (value >= count);
  return value;
}

} // namespace

std::uint64_t FileLayout::in_order(std::uint64_t turn) const {
  if (order != TransferOrder::random || share() == 1) {
    return turn;
  }
  const std::uint64_t rank = turn / share();
  return rank * share() + shuffle(turn % share(), share(), SplitMix::mix(seed) + rank);
}

FilePlace FileLayout::place(std::uint64_t transfer_index) const {
  const std::uint64_t rank = transfer_index / share();
  const std::uint64_t own = transfer_index % share();
  if (!shared) {
    return {.file = rank, .offset = own * transfer};
  }
  if (order == TransferOrder::strided) {
    return {.file = 0, .offset = (own * ranks + rank) * transfer};
  }
  const std::uint64_t segment = own / transfers;
  return {.file = 0, .offset = ((segment * ranks + rank) * transfers + own % transfers) * transfer};
}

} // namespace sweep
