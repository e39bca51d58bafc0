// Kernel `first_passage`: a walk from 0 by +1 or -1 a step, with drift, between barriers at -h and +h, until it reaches
// one or has done so many steps; estimated is how often it leaves above. Probability and steps are known exactly
// (first_passage/passage_law.hpp), and tasks are unequal by design: a draw takes steps in proportion to h².
//
// `place`, which is swept, is where a setting stands among all, in (0, 1]; h = distance · place^(-tail / 2), so that
// costs are Pareto distributed over the settings: greater than c for a fraction c^(-1 / tail) of them. Drift and the
// greatest number of steps scale with h, so that all settings have the same law in units of h². Equal shares of places,
// one for each of W workers, then take the longest W^(1 - (1 - tail)) = W^tail times the mean: the efficiency of the
// schedule `static` without a chunk is W^(-tail), whatever the machine (settings from place 0 on; for those from `a` on
// see sweep_analysis/draw_unequal.py).
//
// Measured loop (first_passage/lane_walks.hpp): one Philox4x32-10 block and eight steps of 16 bits. No memory is
// touched. Walks and steps are counted in integers.

#include <algorithm>
#include <cmath>

#include "random/philox_run.hpp"
#include "workloads/kernels/first_passage/passage_law.hpp"
#include "workloads/kernels/first_passage/walks.hpp"
#include "workloads/kernels/kernel.hpp"

namespace sweep {
namespace {

constexpr std::uint32_t greatest_distance = 1024;
constexpr double chances = 65'536; ///< A step takes 16 bits …
constexpr double least_up = 2'048; ///< … and is up, and down, with probability 1/32 at least.

/// The settings' parameters, in their order.
enum Parameters : std::size_t { place, tail, distance, drift, horizon };

Walks walks_of(const double* setting) {
  const double asked = setting[distance] * std::pow(setting[place], -setting[tail] / 2);
  const double barrier = std::round(std::clamp<double>(asked, 1, greatest_distance));
  const double limit = std::ceil(setting[horizon] * barrier * barrier);
  const double up = std::round(chances / 2 * (1 + setting[drift] / barrier));
  return {.up = static_cast<std::uint32_t>(std::clamp<double>(up, least_up, chances - least_up)),
          .distance = static_cast<std::uint32_t>(barrier),
          .limit = static_cast<std::uint32_t>(limit),
          .blocks = static_cast<std::uint32_t>(std::ceil(limit / 8))};
}

PassageLaw law_of(const Walks& walks) {
  return passage_law(walks.up / chances, walks.distance, walks.limit);
}

/// Of a walk, on average: exactly but for the limit (Feller, XIV.3), which is taken to cut an exponential distribution.
/// Unlike the law it takes as long for any distance.
double about_steps(const Walks& walks) {
  const double distance = walks.distance;
  const double drift = 2 * walks.up / chances - 1;
  const double unlimited =
      std::abs(drift) < 1e-9 ? distance * distance : distance / drift * std::tanh(distance * std::atanh(drift));
  return unlimited * -std::expm1(-static_cast<double>(walks.limit) / unlimited);
}

/// Walks on from wherever `is_up` says.
template <typename IsUp>
void walk(const Walks& walks, const IsUp& is_up, Passages& passages) {
  const auto barrier = static_cast<std::int64_t>(walks.distance);
  std::int64_t position = 0;
  std::uint64_t step = 0;
  do {
    position += is_up(step++) ? 1 : -1;
  } while (step < walks.limit && position != barrier && position != -barrier);
  passages.above += position == barrier ? 1 : 0;
  passages.below += position == -barrier ? 1 : 0;
  passages.steps += step;
  passages.square_steps += step * step;
}

/// The walks [first, first + count) of a stream, one after the other.
Passages pass_portably(Stream stream, const Walks& walks, std::uint64_t first, std::uint64_t count,
                       const WalkPause& pause) {
  constexpr std::uint64_t blocks_at_once = 4096;
  std::uint64_t blocks = 0;
  Passages passages{};
  for (std::uint64_t draw = first; draw != first + count; ++draw) {
    philox::Block words{};
    const auto is_up = [&](std::uint64_t step) {
      if (step % 8 == 0) {
        words = block(stream, draw * walks.blocks + step / 8);
        if (++blocks % blocks_at_once == 0) {
          pause.call(pause.of);
        }
      }
      return ((words[step % 8 / 2] >> (step % 2 * 16)) & 0xFFFF) < walks.up;
    };
    walk(walks, is_up, passages);
  }
  return passages;
}

#if defined(__x86_64__)
using PassRun = Passages (*)(const PhiloxRun& run, const Walks& walks, std::uint64_t count, const WalkPause& pause);

PassRun pass_run_of(InstructionSet set) {
  switch (set) {
  case InstructionSet::avx2:
    return avx2::pass;
  case InstructionSet::avx512:
    return avx512::pass;
  case InstructionSet::portable:
    break;
  }
  return nullptr;
}
#endif

/// Words: walks that left above and below; steps of all; their squares, the low half and the high one.
class FirstPassage final : public Kernel {
 public:
  explicit FirstPassage(InstructionSet set) : set_(set) {}

  std::size_t words() const override { return 5; }
  std::uint64_t draws_at_once() const override { return 4096; } // the squares of whose steps are less than 2^60

  void accumulate(Stream stream, const double* setting, std::uint64_t first, std::uint64_t count,
                  std::span<std::uint64_t> words, const SafePoint& safe_point) const override {
    const Walks walks = walks_of(setting);
    const WalkPause pause{[](const void* of) { (*static_cast<const SafePoint*>(of))(); }, &safe_point};
    while (count > 0) { // cut into runs, which have whole walks
      constexpr std::uint64_t run_blocks = std::uint64_t{1} << 32;
      const std::uint64_t left_in_run = (run_blocks - first * walks.blocks % run_blocks) / walks.blocks;
      const std::uint64_t part = std::clamp<std::uint64_t>(left_in_run, 1, std::min(count, draws_at_once()));
      add(left_in_run == 0 ? pass_portably(stream, walks, first, 1, pause) : pass(stream, walks, first, part, pause),
          words);
      first += part;
      count -= part;
    }
  }

  void accumulate_from(const std::function<double()>& uniform, const double* setting, std::uint64_t count,
                       std::span<std::uint64_t> words) const override {
    const Walks walks = walks_of(setting);
    const double up = walks.up / chances;
    for (; count > 0; --count) {
      Passages passages{};
      walk(
          walks, [&](std::uint64_t) { return uniform() < up; }, passages);
      add(passages, words);
    }
  }

  Estimate estimate(std::span<const std::uint64_t> words, const double* /*setting*/,
                    std::uint64_t draws) const override {
    const double n = static_cast<double>(draws);
    const double above = static_cast<double>(words[0]) / n;
    return {.mean = above, .standard_error = std::sqrt(above * (1 - above) / n)};
  }

  void more(std::span<const std::uint64_t> words, const double* setting, std::uint64_t draws,
            std::span<double> values) const override {
    const PassageLaw law = law_of(walks_of(setting));
    const double n = static_cast<double>(draws);
    const double mean = static_cast<double>(words[2]) / n;
    const double mean_square = (std::ldexp(static_cast<double>(words[4]), 64) + static_cast<double>(words[3])) / n;
    values[0] = mean;
    values[1] = std::sqrt(std::max(0.0, mean_square - mean * mean) / n);
    values[2] = law.mean_steps;
  }

  /// Walks that leave above are binomial.
  std::optional<Estimate> expected(const double* setting, std::uint64_t draws) const override {
    const double n = static_cast<double>(draws);
    const double above = exact(setting, draws);
    const double variance = n * above * (1 - above);
    if (variance < least_hit_variance) {
      return {};
    }
    return Estimate{.mean = above, .standard_error = std::sqrt(variance) / n};
  }

  double exact(const double* setting, std::uint64_t /*draws*/) const override {
    return law_of(walks_of(setting)).above;
  }

  /// Measured on a 3.75 GHz Zen 5 core (tests/bench/first_passage_bench.cpp), and on a virtual EPYC of 2024 what it
  /// takes to end a walk, in steps, and for how many walks more some of the lanes are idle at the end of
  /// draws_at_once().
  Seconds nominal_seconds(const double* setting, std::uint64_t draws) const override {
    const Seconds each = set_ == InstructionSet::avx512 ? 0.1e-9 : set_ == InstructionSet::avx2 ? 0.28e-9 : 2.4e-9;
    const double idle = set_ == InstructionSet::avx512 ? 96 : set_ == InstructionSet::avx2 ? 48 : 0;
    const double steps = about_steps(walks_of(setting));
    const double end = set_ == InstructionSet::portable ? 6 : std::min(16 + steps, 150.0);
    const double calls = std::ceil(static_cast<double>(draws) / static_cast<double>(draws_at_once()));
    return (steps + end) * each * (static_cast<double>(draws) + idle * calls);
  }

 private:
  Passages pass(Stream stream, const Walks& walks, std::uint64_t first, std::uint64_t count,
                const WalkPause& pause) const {
#if defined(__x86_64__)
    if (const PassRun pass_run = pass_run_of(set_)) {
      return pass_run(philox_run(stream, first * walks.blocks), walks, count, pause);
    }
#endif
    return pass_portably(stream, walks, first, count, pause);
  }

  static void add(const Passages& passages, std::span<std::uint64_t> words) {
    words[0] += passages.above;
    words[1] += passages.below;
    words[2] += passages.steps;
    words[3] += passages.square_steps;
    words[4] += words[3] < passages.square_steps ? 1U : 0U;
  }

  InstructionSet set_;
};

std::vector<SettingParameter> passage_parameters() {
  return {{.name = "place",
           .above = 0,
           .maximum = 1,
           .from = 0.001,
           .to = 1,
           .help = "where a setting stands among all: barriers are distance · place^(-tail / 2) away",
           .swept = true},
          {.name = "tail",
           .above = -1,
           .maximum = 2,
           .from = 0.75,
           .to = 0.75,
           .help = "how unequal costs are: they go as place^(-tail), in 0 all alike, from 1 heavy-tailed"},
          {.name = "distance",
           .above = 0.5,
           .maximum = greatest_distance,
           .from = 16,
           .to = 16,
           .help = "from 0 to either barrier at place 1, in steps; at most 1024 at any place"},
          {.name = "drift",
           .above = -5,
           .maximum = 5,
           .from = 0.5,
           .to = 0.5,
           .help = "how far a walk drifts in as many steps as the square of the distance, in distances"},
          {.name = "horizon",
           .above = 0,
           .maximum = 16,
           .from = 4,
           .to = 4,
           .help = "the greatest number of steps, in squares of the distance"}};
}

} // namespace

KernelDescriptor first_passage_kernel() {
  return {.name = "first_passage",
          .summary = "how often a walk with drift leaves above: tasks of unequal cost, from mild to heavy-tailed",
          .parameters = passage_parameters(),
          .make = [](const KernelContext& context) -> std::unique_ptr<const Kernel> {
            return std::make_unique<FirstPassage>(context.instruction_set);
          },
          .columns = {{"mean_steps", "1", "steps until a walk ended"},
                      {"mean_steps_error", "1", "the standard error of mean_steps"},
                      {"exact_mean_steps", "1", "what is expected of mean_steps, exactly"}},
          .known = ""};
}

} // namespace sweep
