#pragma once

#include "random/philox_lanes.hpp"
#include "workloads/kernels/first_passage/walks.hpp"

/// The loop of the kernel `first_passage`, once for all instruction sets; see random/philox_lanes.hpp for `Lanes`.
///
/// A lane of 64 bits has a walk and takes a block, eight steps, at once: two vectors of four 16-bit fields a lane,
/// whose sums from the left are the positions after each step. A lane whose walk has ended takes the next one, so that
/// none is idle before the last walks. Positions are counted from the lowest between the barriers: 0 to `inside`.

namespace sweep {

/// The constants of the loop, spread over the lanes, and what all lanes found.
template <typename Lanes>
struct WalkRun {
  using Vector = typename Lanes::Vector;
  LaneRun<Lanes> random;
  Vector up;
  Vector inside;
  Vector start;
  Vector limit;
  Vector block_steps; ///< Those of all blocks of a walk.
  Vector first_block;
  Vector blocks;
  Vector end;         ///< The number of walks.
  std::uint64_t next; ///< The first walk that no lane has taken.
  std::uint64_t left; ///< Walks that have not ended.
  Vector above;
  Vector below;
  Vector steps;
  Vector square_steps;
};

/// The walks of a vector.
template <typename Lanes>
struct LaneWalks {
  using Vector = typename Lanes::Vector;
  Vector product;  ///< multipliers[0] * block number
  Vector position; ///< In each of the four fields.
  Vector done;     ///< Steps.
  Vector counts;   ///< All bits of a lane whose walk is one of those asked for; none where there was none left.
};

/// Has the lanes of `ended` begin the next walks.
template <typename Lanes>
[[gnu::always_inline]] inline void begin_next(WalkRun<Lanes>& run, LaneWalks<Lanes>& walks,
                                              typename Lanes::Vector ended) {
  const auto walk = Lanes::add(Lanes::broadcast(run.next), Lanes::ranks(ended));
  const auto block = Lanes::add(run.first_block, Lanes::multiply(walk, run.blocks));
  const auto product = Lanes::multiply(block, Lanes::broadcast(philox::multipliers[0]));
  run.next += Lanes::lanes_of(ended);
  walks.product = Lanes::select(ended, product, walks.product);
  walks.position = Lanes::select(ended, run.start, walks.position);
  walks.done = Lanes::without(walks.done, ended);
  walks.counts = Lanes::select(ended, Lanes::less_signed(walk, run.end), walks.counts);
}

/// Notes the walks that ended in the eight steps to positions `first` and `second`, and begins others in their lanes.
template <typename Lanes>
[[gnu::always_inline]] inline void end_walks(WalkRun<Lanes>& run, LaneWalks<Lanes>& walks, typename Lanes::Vector first,
                                             typename Lanes::Vector second) {
  using Vector = typename Lanes::Vector;
  const Vector out_first = Lanes::beyond(first, run.inside);
  const Vector in_first = Lanes::is_zero(out_first);
  const Vector out = Lanes::select(in_first, Lanes::beyond(second, run.inside), out_first);
  const Vector position = Lanes::select(in_first, second, first);
  Vector since = Lanes::either(out, Lanes::template left<16>(out)); // the fields from the first one beyond on
  since = Lanes::either(since, Lanes::template left<32>(since));
  const Vector at = Lanes::without(since, Lanes::template left<16>(since));
  const Vector past = Lanes::select(in_first, Lanes::broadcast(~std::uint64_t{0}), Lanes::broadcast(3));
  const Vector steps = Lanes::subtract(Lanes::subtract(walks.done, past), Lanes::fields_of(since));
  const Vector stays = Lanes::either(Lanes::is_zero(out), Lanes::less_signed(run.limit, steps));
  const Vector passed = Lanes::without(walks.counts, stays);
  const Vector below = Lanes::both(passed, Lanes::is_zero(Lanes::without(at, Lanes::below(position))));
  const Vector ended =
      Lanes::either(Lanes::without(Lanes::ones(), Lanes::is_zero(out)), Lanes::equal(walks.done, run.block_steps));
  const Vector counted = Lanes::both(ended, walks.counts);
  const Vector taken = Lanes::both(Lanes::select(passed, steps, run.limit), counted);
  run.above = Lanes::subtract(run.above, Lanes::without(passed, below));
  run.below = Lanes::subtract(run.below, below);
  run.steps = Lanes::add(run.steps, taken);
  run.square_steps = Lanes::add(run.square_steps, Lanes::multiply(taken, taken));
  run.left -= Lanes::lanes_of(counted);
  begin_next(run, walks, ended);
}

/// Eight steps of every walk.
template <typename Lanes>
[[gnu::always_inline]] inline void walk_on(WalkRun<Lanes>& run, LaneWalks<Lanes> (&walks)[Lanes::groups]) {
  using Vector = typename Lanes::Vector;
  LaneBlocks<Lanes> b;
#pragma GCC unroll 16
  for (unsigned g = 0; g < Lanes::groups; ++g) {
    run.random.offsets[g] = walks[g].product;
  }
  generate(run.random, b);
#pragma GCC unroll 16
  for (unsigned g = 0; g < Lanes::groups; ++g) {
    const Vector first = Lanes::positions(walks[g].position, Lanes::join(b.x0[g], b.p1[g]), run.up);
    const Vector second = Lanes::positions(Lanes::last_field(first), Lanes::join(b.x2[g], b.p0[g]), run.up);
    walks[g].position = Lanes::last_field(second);
    walks[g].product = Lanes::add(walks[g].product, Lanes::broadcast(philox::multipliers[0]));
    walks[g].done = Lanes::add(walks[g].done, Lanes::broadcast(8));
    if (__builtin_expect(Lanes::any_ended(first, second, run.inside, walks[g].done, run.block_steps), 0)) {
      end_walks(run, walks[g], first, second);
    }
  }
}

template <typename Lanes>
[[gnu::always_inline]] inline Passages pass_run(const PhiloxRun& random, const Walks& walks, std::uint64_t count,
                                                const WalkPause& pause) {
  constexpr unsigned at_once = 1024; // rounds
  WalkRun<Lanes> run;
  LaneWalks<Lanes> lanes[Lanes::groups];
  prepare(run.random, random);
  run.random.products = Lanes::broadcast(0);
  run.up = Lanes::threshold(walks.up);
  run.inside = Lanes::fields(2 * walks.distance - 2);
  run.start = Lanes::fields(walks.distance - 1);
  run.limit = Lanes::broadcast(walks.limit);
  run.block_steps = Lanes::broadcast(std::uint64_t{8} * walks.blocks);
  run.first_block = Lanes::broadcast(random.first_block);
  run.blocks = Lanes::broadcast(walks.blocks);
  run.end = Lanes::broadcast(count);
  run.next = 0;
  run.left = count;
  run.above = run.below = run.steps = run.square_steps = Lanes::broadcast(0);
  for (LaneWalks<Lanes>& group : lanes) {
    group.product = group.position = group.done = group.counts = Lanes::broadcast(0);
    begin_next(run, group, Lanes::ones());
  }
  while (run.left > 0) {
    for (unsigned round = 0; round < at_once && run.left > 0; ++round) {
      walk_on(run, lanes);
    }
    pause.call(pause.of);
  }
  return {Lanes::sum(run.above), Lanes::sum(run.below), Lanes::sum(run.steps), Lanes::sum(run.square_steps)};
}

} // namespace sweep
