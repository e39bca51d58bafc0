#pragma once

#include "random/philox_lanes.hpp"
#include "workloads/kernels/ising/half_sweep.hpp"

/// The loop of the kernel `ising`, once for all instruction sets; see random/philox_lanes.hpp for `Lanes`, whose six
/// groups are here eight blocks apart, those of the words of a unit.

namespace sweep {

inline constexpr unsigned chance_bits = 12;
inline constexpr unsigned unit_blocks = 64;
inline constexpr unsigned unit_words = 8;

/// Which spins of a vector have u < chance, that of eight where `none` has bits and of four elsewhere; of others than
/// `matter` it may be wrong.
template <typename Lanes>
[[gnu::always_inline]] inline auto draw(const LaneRun<Lanes>& run, const HalfSweep& half, std::uint64_t unit,
                                        unsigned word, typename Lanes::Vector none, typename Lanes::Vector matter) {
  using Vector = typename Lanes::Vector;
  LaneBlocks<Lanes> b;
  generate(run, b);
  Vector less = Lanes::broadcast(0);
  Vector equal = matter;
#pragma GCC unroll 16
  for (int i = chance_bits - 1; i >= 0; --i) {
    const Vector bits = i % 2 == 0 ? Lanes::join(b.x0[i / 2], b.p1[i / 2]) : Lanes::join(b.x2[i / 2], b.p0[i / 2]);
    const Vector chance =
        Lanes::select(none, Lanes::broadcast(half.chance_of_eight[i]), Lanes::broadcast(half.chance_of_four[i]));
    less = Lanes::less_or_equal_and(bits, chance, less);
    equal = Lanes::equal_and(bits, chance, equal);
  }
  if (__builtin_expect(Lanes::any(equal), 0)) {
    alignas(64) std::uint64_t words[3][Lanes::lanes];
    Lanes::store(words[0], equal);
    Lanes::store(words[1], none);
    Lanes::store(words[2], less);
    half.settle(half.settlement, unit, word, Lanes::lanes, words[0], words[1], words[2]);
    less = Lanes::load(words[2]);
  }
  return less;
}

/// The words that a vector of spins in a row has as neighbours, and how far those of the next rows are rotated.
template <typename Lanes>
struct LaneRow {
  std::uint64_t* spins;
  const std::uint64_t* beside; ///< The row of the other colour …
  const std::uint64_t* aside;  ///< … one word to the left or right …
  const std::uint64_t* before; ///< … the row before it …
  const std::uint64_t* after;  ///< … and the row after it.
  unsigned before_right;       ///< Rotated to the right by so many bits.
  unsigned after_right;
};

template <typename Lanes>
[[gnu::always_inline]] inline LaneRow<Lanes> row_of(const HalfSweep& half, std::uint32_t row) {
  const std::uint32_t last = half.rows - 1;
  const std::uint64_t* beside = half.others + row * half.stride;
  return {.spins = half.spins + row * half.stride,
          .beside = beside,
          .aside = (row + half.colour) % 2 == 0 ? beside - 1 : beside + 1,
          .before = row == 0 ? half.others + last * half.stride : beside - half.stride,
          .after = row == last ? half.others : beside + half.stride,
          .before_right = row == 0 ? 63U : 0U,
          .after_right = row == last ? 1U : 0U};
}

/// Offers the spins of the words from `at` on to flip. Returns a vector whose lanes sum to their broken bonds.
template <typename Lanes, bool counts>
[[gnu::always_inline]] inline auto flip(const LaneRun<Lanes>& run, const HalfSweep& half, const LaneRow<Lanes>& row,
                                        std::size_t at, std::uint64_t unit) {
  using Vector = typename Lanes::Vector;
  const Vector spins = Lanes::load(row.spins + at);
  const Vector a = Lanes::exclusive_or(spins, Lanes::load(row.beside + at)); // broken bonds
  const Vector b = Lanes::exclusive_or(spins, Lanes::load(row.aside + at));
  const Vector c = Lanes::exclusive_or(spins, Lanes::rotate(Lanes::load(row.before + at), row.before_right));
  const Vector d = Lanes::exclusive_or(spins, Lanes::rotate(Lanes::load(row.after + at), row.after_right));
  const Vector ab = Lanes::either(a, b);
  const Vector cd = Lanes::either(c, d);
  const Vector two = Lanes::either(Lanes::either(Lanes::both(a, b), Lanes::both(c, d)), Lanes::both(ab, cd));
  const Vector none = Lanes::negated(Lanes::either(ab, cd));
  const Vector less = draw(run, half, unit, at % unit_words, none, Lanes::negated(two));
  const Vector flips = Lanes::either(two, less);
  Lanes::store(row.spins + at, Lanes::exclusive_or(spins, flips));
  if (!counts) {
    return Lanes::broadcast(0);
  }
  const Vector e = Lanes::exclusive_or(a, flips);
  const Vector f = Lanes::exclusive_or(b, flips);
  const Vector g = Lanes::exclusive_or(c, flips);
  const Vector h = Lanes::exclusive_or(d, flips);
  const Vector odd = Lanes::exclusive_or(e, f, g); // e + f + g + h = ones + 2 twos + 4 fours, bit by bit
  const Vector carry = Lanes::either(Lanes::both(e, f), Lanes::both(g, Lanes::either(e, f)));
  const Vector other_carry = Lanes::both(odd, h);
  return Lanes::count_weighted(Lanes::exclusive_or(odd, h), Lanes::exclusive_or(carry, other_carry),
                               Lanes::both(carry, other_carry));
}

template <typename Lanes, bool counts>
[[gnu::always_inline]] inline std::uint64_t sweep_rows(LaneRun<Lanes>& run, const HalfSweep& half) {
  auto broken = Lanes::broadcast(0);
  std::uint64_t unit = 0;
  for (std::uint32_t r = 0; r < half.rows; ++r) {
    const LaneRow<Lanes> row = row_of<Lanes>(half, r);
    const std::size_t end = std::size_t{unit_words} * half.units;
    for (std::size_t at = 0; at < end; at += Lanes::lanes) {
      const unsigned word = at % unit_words;
      broken = Lanes::add(broken, flip<Lanes, counts>(run, half, row, at, unit));
      const bool is_last = word + Lanes::lanes == unit_words;
      unit += is_last ? 1 : 0;
      const std::uint64_t blocks = is_last ? unit_blocks - unit_words + Lanes::lanes : Lanes::lanes;
      run.products = Lanes::add(run.products, Lanes::broadcast(philox::multipliers[0] * blocks));
    }
    row.spins[-1] = row.spins[end - 1];
    row.spins[end] = row.spins[0];
  }
  return Lanes::sum(broken);
}

template <typename Lanes>
[[gnu::always_inline]] inline std::uint64_t sweep_half_of(const PhiloxRun& random, const HalfSweep& half) {
  static_assert(2 * Lanes::groups == chance_bits);
  LaneRun<Lanes> run;
  prepare(run, random);
#pragma GCC unroll 16
  for (unsigned group = 0; group < Lanes::groups; ++group) {
    run.offsets[group] = Lanes::broadcast(std::uint64_t{philox::multipliers[0]} * group * unit_words);
  }
  return half.colour == 0 ? sweep_rows<Lanes, false>(run, half) : sweep_rows<Lanes, true>(run, half);
}

} // namespace sweep
