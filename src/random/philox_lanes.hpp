#pragma once

#include "random/philox_run.hpp"

/// Philox4x32-10 for vectors of 64-bit lanes, one block a lane: the algorithm, once for all instruction sets.
///
/// `Lanes` describes an instruction set: its `Vector`, the number of `lanes` in it, and how many `groups` of that many
/// blocks are in flight at once to hide the latency of a round (a chain of multiply, move, exclusive or). A state is
/// kept as x0, x2 (the words 0 and 2 in the low halves) and p1, p0 (products whose low halves are words 1 and 3); high
/// halves are left dirty, as the multiplication ignores them.
///
/// Everything here depends on `Lanes`, a type of the including file's unnamed namespace, and so has internal linkage.

namespace sweep {

/// The constants of a run, spread over the lanes.
template <typename Lanes>
struct LaneRun {
  using Vector = typename Lanes::Vector;
  static constexpr std::uint64_t blocks = Lanes::lanes * Lanes::groups; ///< blocks a step

  Vector round1;
  Vector round2_even;
  Vector round2_odd;
  Vector round3_even;
  Vector round3_odd;
  Vector keys[7][2];             ///< of the rounds from the fourth on
  Vector products;               ///< multipliers[0] * block number of the first group's lanes
  Vector offsets[Lanes::groups]; ///< multipliers[0] * distance of a group from the first group
};

template <typename Lanes>
[[gnu::always_inline]] inline void prepare(LaneRun<Lanes>& lane_run, const PhiloxRun& run) {
  lane_run.round1 = Lanes::broadcast(run.round1);
  lane_run.round2_even = Lanes::broadcast(run.round2_even);
  lane_run.round2_odd = Lanes::broadcast(run.round2_odd);
  lane_run.round3_even = Lanes::broadcast(run.keys[2][0]);
  lane_run.round3_odd = Lanes::broadcast(run.round3_odd);
#pragma GCC unroll 16
  for (int round = 0; round < 7; ++round) {
    lane_run.keys[round][0] = Lanes::broadcast(run.keys[round + 3][0]);
    lane_run.keys[round][1] = Lanes::broadcast(run.keys[round + 3][1]);
  }
  const auto multiplier = Lanes::broadcast(philox::multipliers[0]);
  lane_run.products = Lanes::multiply(Lanes::add(Lanes::broadcast(run.first_block), Lanes::lane_blocks()), multiplier);
#pragma GCC unroll 16
  for (unsigned group = 0; group < Lanes::groups; ++group) {
    lane_run.offsets[group] = Lanes::broadcast(std::uint64_t{philox::multipliers[0]} * group * Lanes::lanes);
  }
}

/// Moves on by one step: `LaneRun::blocks` blocks.
template <typename Lanes>
[[gnu::always_inline]] inline void advance(LaneRun<Lanes>& lane_run) {
  constexpr std::uint64_t step = std::uint64_t{philox::multipliers[0]} * LaneRun<Lanes>::blocks;
  lane_run.products = Lanes::add(lane_run.products, Lanes::broadcast(step));
}

/// The blocks of one step.
template <typename Lanes>
struct LaneBlocks {
  using Vector = typename Lanes::Vector;
  Vector x0[Lanes::groups];
  Vector p1[Lanes::groups];
  Vector x2[Lanes::groups];
  Vector p0[Lanes::groups];
};

template <typename Lanes>
[[gnu::always_inline]] inline void generate(const LaneRun<Lanes>& run, LaneBlocks<Lanes>& b) {
  using Vector = typename Lanes::Vector;
  const Vector multiplier0 = Lanes::broadcast(philox::multipliers[0]);
  const Vector multiplier1 = Lanes::broadcast(philox::multipliers[1]);
#pragma GCC unroll 16
  for (unsigned g = 0; g < Lanes::groups; ++g) { // rounds 1 and 2, see PhiloxRun
    const Vector product = Lanes::add(run.products, run.offsets[g]);
    b.p1[g] = Lanes::multiply(Lanes::exclusive_or(Lanes::high(product), run.round1), multiplier1);
    b.x0[g] = Lanes::exclusive_or(Lanes::high(b.p1[g]), run.round2_even);
    b.x2[g] = Lanes::exclusive_or(product, run.round2_odd);
  }
#pragma GCC unroll 16
  for (unsigned g = 0; g < Lanes::groups; ++g) { // round 3
    const Vector product1 = Lanes::multiply(b.x2[g], multiplier1);
    b.p0[g] = Lanes::multiply(b.x0[g], multiplier0);
    b.x0[g] = Lanes::exclusive_or(Lanes::high(product1), b.p1[g], run.round3_even);
    b.x2[g] = Lanes::exclusive_or(Lanes::high(b.p0[g]), run.round3_odd);
    b.p1[g] = product1;
  }
#pragma GCC unroll 16
  for (int round = 0; round < 7; ++round) {
#pragma GCC unroll 16
    for (unsigned g = 0; g < Lanes::groups; ++g) {
      const Vector product1 = Lanes::multiply(b.x2[g], multiplier1);
      const Vector product0 = Lanes::multiply(b.x0[g], multiplier0);
      b.x0[g] = Lanes::exclusive_or(Lanes::high(product1), b.p1[g], run.keys[round][0]);
      b.x2[g] = Lanes::exclusive_or(Lanes::high(product0), b.p0[g], run.keys[round][1]);
      b.p1[g] = product1;
      b.p0[g] = product0;
    }
  }
}

} // namespace sweep
