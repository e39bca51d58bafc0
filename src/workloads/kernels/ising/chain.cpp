#include "workloads/kernels/ising/chain.hpp"

#include <array>
#include <bit>
#include <cmath>

namespace sweep {
namespace {

constexpr std::size_t row_margin = 8; ///< Words before and behind each row.
constexpr std::uint64_t unit_blocks = 64;
constexpr unsigned unit_words = 8;
constexpr std::size_t first_bits = std::size(HalfSweep{}.chance_of_four);
constexpr std::uint64_t last_bits = (std::uint64_t{1} << (64 - first_bits)) - 1;

/// The bits of a chance, each all over a word.
void spread(std::uint64_t chance, std::span<std::uint64_t, first_bits> words) {
  for (std::size_t i = 0; i < first_bits; ++i) {
    words[i] = (chance >> (63 - i) & 1) != 0 ? ~std::uint64_t{0} : 0;
  }
}

/// Where u comes from when its first bits are those of a chance: the 52 others are the lowest of words 0 and 1 of a
/// block of the spin's own, 2^63 from the stream's beginning.
struct Settlement {
  Stream stream;
  std::uint64_t half; ///< Its number times the spins of one.
  std::uint64_t chance_of_four;
  std::uint64_t chance_of_eight;
};

void settle(const void* of, std::uint64_t unit, unsigned word, unsigned words, const std::uint64_t* undecided,
            const std::uint64_t* none, std::uint64_t* less) {
  const auto& settlement = *static_cast<const Settlement*>(of);
  for (unsigned i = 0; i < words; ++i) {
    for (std::uint64_t left = undecided[i]; left != 0; left &= left - 1) {
      const std::uint64_t spin =
          settlement.half + (unit * unit_words + word + i) * 64 + static_cast<std::uint64_t>(std::countr_zero(left));
      const philox::Block more = block(settlement.stream, std::uint64_t{1} << 63 | spin);
      const std::uint64_t rest = (std::uint64_t{more[1]} << 32 | more[0]) & last_bits;
      const std::uint64_t bit = left & -left;
      const std::uint64_t chance = (none[i] & bit) != 0 ? settlement.chance_of_eight : settlement.chance_of_four;
      less[i] |= rest < (chance & last_bits) ? bit : 0;
    }
  }
}

/// Which spins of a word have u < chance, that of eight where `none` has bits and of four elsewhere; of others than
/// `matter` it may be wrong.
std::uint64_t draw(Stream stream, std::uint64_t first_block, const HalfSweep& half, std::uint64_t unit, unsigned word,
                   std::uint64_t none, std::uint64_t matter) {
  std::uint64_t less = 0;
  std::uint64_t equal = matter;
  for (std::size_t i = 0; i < first_bits; i += 2) {
    const philox::Block words = block(stream, first_block + unit * unit_blocks + i / 2 * unit_words + word);
    for (const std::size_t bit : {i, i + 1}) {
      const std::uint64_t bits = std::uint64_t{words[bit % 2 * 2 + 1]} << 32 | words[bit % 2 * 2];
      const std::uint64_t chance = (none & half.chance_of_eight[bit]) | (~none & half.chance_of_four[bit]);
      less |= equal & ~bits & chance;
      equal &= ~(bits ^ chance);
    }
  }
  if (equal != 0) {
    half.settle(half.settlement, unit, word, 1, &equal, &none, &less);
  }
  return less;
}

std::uint64_t sweep_portably(Stream stream, std::uint64_t first_block, const HalfSweep& half) {
  std::uint64_t broken = 0;
  for (std::uint32_t row = 0; row < half.rows; ++row) {
    std::uint64_t* spins = half.spins + row * half.stride;
    const std::uint64_t* beside = half.others + row * half.stride;
    const std::uint64_t* aside = (row + half.colour) % 2 == 0 ? beside - 1 : beside + 1;
    const std::uint64_t* last = half.others + (half.rows - 1) * half.stride;
    const std::size_t words = std::size_t{half.units} * unit_words;
    for (std::size_t k = 0; k < words; ++k) {
      const std::uint64_t before = row == 0 ? std::rotl(last[k], 1) : beside[k - half.stride];
      const std::uint64_t after = row + 1 == half.rows ? std::rotr(half.others[k], 1) : beside[k + half.stride];
      const std::uint64_t unit = row * half.units + k / unit_words;
      std::uint64_t one = 0;
      std::uint64_t two = 0;
      for (const std::uint64_t neighbour : {beside[k], aside[k], before, after}) {
        two |= one & (spins[k] ^ neighbour);
        one |= spins[k] ^ neighbour;
      }
      spins[k] ^= two | draw(stream, first_block, half, unit, k % unit_words, ~one, ~two);
      for (const std::uint64_t neighbour : {beside[k], aside[k], before, after}) {
        broken += static_cast<std::uint64_t>(std::popcount(spins[k] ^ neighbour));
      }
    }
    spins[-1] = spins[words - 1];
    spins[words] = spins[0];
  }
  return broken;
}

std::uint64_t fraction(double chance) {
  return static_cast<std::uint64_t>(std::ldexp(chance, 64));
}

} // namespace

IsingChain::IsingChain(Stream stream, std::size_t size, double temperature, InstructionSet set)
    : stream_(stream), set_(set), rows_(size / 64), stride_(size / 2 + 2 * row_margin),
      half_blocks_(std::bit_ceil(size * size / 2 / 512 * unit_blocks)),
      chance_of_four_(fraction(std::exp(-4 / temperature))), chance_of_eight_(fraction(std::exp(-8 / temperature))),
      spins_(2 * rows_ * stride_, ~std::uint64_t{0}) {}

std::uint64_t IsingChain::sweep(std::uint64_t number) {
  sweep_half(2 * number, 0);
  return sweep_half(2 * number + 1, 1);
}

bool IsingChain::is_up(std::size_t row, std::size_t column) const {
  const std::size_t colour = (row + column) % 2;
  const std::uint64_t word = spins_[(colour * rows_ + row % rows_) * stride_ + row_margin + column / 2];
  return (word >> (row / rows_) & 1) != 0;
}

std::uint64_t IsingChain::sweep_half(std::uint64_t half, std::uint32_t colour) {
  const std::size_t columns = stride_ - 2 * row_margin;
  const Settlement settlement{stream_, half * rows_ * columns * 64, chance_of_four_, chance_of_eight_};
  std::uint64_t* first = spins_.data() + row_margin;
  HalfSweep work{.spins = first + colour * rows_ * stride_,
                 .others = first + (1 - colour) * rows_ * stride_,
                 .stride = stride_,
                 .rows = static_cast<std::uint32_t>(rows_),
                 .units = static_cast<std::uint32_t>(columns / unit_words),
                 .colour = colour,
                 .chance_of_four = {},
                 .chance_of_eight = {},
                 .settle = settle,
                 .settlement = &settlement};
  spread(chance_of_four_, work.chance_of_four);
  spread(chance_of_eight_, work.chance_of_eight);
  const std::uint64_t first_block = half * half_blocks_;
  switch (set_) {
#if defined(__x86_64__)
  case InstructionSet::avx512:
    return avx512::sweep_half(philox_run(stream_, first_block), work);
  case InstructionSet::avx2:
    return avx2::sweep_half(philox_run(stream_, first_block), work);
#endif
  default:
    return sweep_portably(stream_, first_block, work);
  }
}

} // namespace sweep
