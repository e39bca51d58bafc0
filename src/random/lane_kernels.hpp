#pragma once

#include "random/philox_lanes.hpp"

/// The loops of VectorKernels over a run, once for all instruction sets; see philox_lanes.hpp for `Lanes`.

namespace sweep {

/// Adds the hits of one step to `hits`, those of its first `draws` draws only.
template <typename Lanes>
[[gnu::always_inline]] inline auto count_part(const LaneBlocks<Lanes>& b, typename Lanes::Vector hits,
                                              typename Lanes::Vector squared_radius, std::uint64_t draws) {
  const auto end = Lanes::broadcast(draws);
  const auto first_draws = Lanes::add(Lanes::lane_blocks(), Lanes::lane_blocks());
#pragma GCC unroll 16
  for (unsigned g = 0; g < Lanes::groups; ++g) {
    const auto even = Lanes::add(first_draws, Lanes::broadcast(2 * g * Lanes::lanes));
    const auto odd = Lanes::add(first_draws, Lanes::broadcast(2 * g * Lanes::lanes + 1));
    hits = Lanes::count(hits, Lanes::both(Lanes::inside(b.x0[g], b.p1[g], squared_radius), Lanes::less(even, end)));
    hits = Lanes::count(hits, Lanes::both(Lanes::inside(b.x2[g], b.p0[g], squared_radius), Lanes::less(odd, end)));
  }
  return hits;
}

template <typename Lanes>
[[gnu::always_inline]] inline std::uint64_t count_run(const PhiloxRun& run, std::uint64_t draws,
                                                      std::uint64_t threshold) {
  constexpr std::uint64_t draws_per_step = 2 * LaneRun<Lanes>::blocks;
  LaneRun<Lanes> lane_run;
  LaneBlocks<Lanes> b;
  prepare(lane_run, run);
  const auto squared_radius = Lanes::broadcast(threshold);
  auto hits = Lanes::broadcast(0);
  for (; draws >= draws_per_step; draws -= draws_per_step) {
    generate(lane_run, b);
    advance(lane_run);
#pragma GCC unroll 16
    for (unsigned g = 0; g < Lanes::groups; ++g) {
      hits = Lanes::count(hits, Lanes::inside(b.x0[g], b.p1[g], squared_radius));
      hits = Lanes::count(hits, Lanes::inside(b.x2[g], b.p0[g], squared_radius));
    }
  }
  if (draws > 0) {
    generate(lane_run, b);
    hits = count_part(b, hits, squared_radius, draws);
  }
  return Lanes::sum(hits);
}

/// Fills `elements` with the steps of a run, each turned into elements by `Lanes::store(x0, p1, x2, p0, pointer)`.
template <typename Lanes, typename Element>
[[gnu::always_inline]] inline void fill_run(const PhiloxRun& run, Element* elements, std::size_t count) {
  constexpr std::size_t per_group = Lanes::lanes * sizeof(philox::Block) / sizeof(Element);
  constexpr std::size_t per_step = per_group * Lanes::groups;
  LaneRun<Lanes> lane_run;
  LaneBlocks<Lanes> b;
  prepare(lane_run, run);
  for (; count >= per_step; count -= per_step, elements += per_step) {
    generate(lane_run, b);
    advance(lane_run);
#pragma GCC unroll 16
    for (unsigned g = 0; g < Lanes::groups; ++g) {
      Lanes::store(b.x0[g], b.p1[g], b.x2[g], b.p0[g], elements + g * per_group);
    }
  }
  if (count > 0) {
    Element last[per_step];
    generate(lane_run, b);
#pragma GCC unroll 16
    for (unsigned g = 0; g < Lanes::groups; ++g) {
      Lanes::store(b.x0[g], b.p1[g], b.x2[g], b.p0[g], last + g * per_group);
    }
    __builtin_memcpy(elements, last, count * sizeof(Element));
  }
}

} // namespace sweep
