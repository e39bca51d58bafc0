// Kernel `asian`: a call on the arithmetic mean of a price that follows a geometric Brownian motion, seen at n times
// T/n, 2T/n, … T. A draw is a path: it pays max(A - K, 0) at T, A the mean of S(t) = S exp((r - s²/2) t + s W(t)); its
// price is e^(-rT) times the mean of that. No closed form is known, but there is one for the geometric mean G of the
// same prices, which is log-normal, and which is the control variate: with D = A's payment - G's, the estimate is
//
//     E[G] + mean(D) - c (mean(G) - E[G]),   c = cov(D, G) / var(G)
//
// A. G. Z. Kemna, A. C. F. Vorst, "A pricing method for options based on average asset values", J. Banking and Finance
// 14 (1990) 113; P. Glasserman, "Monte Carlo Methods in Financial Engineering" (2004), 4.1.1 and 4.1.2.
//
// Measured loop: a normal (random/normals.hpp) and an exponential a step, both of vectors. 32 paths go together: step k
// of path p is normal 32 (n floor(p / 32) + k) + p mod 32 of the setting's stream. Sums are of 32 lanes, by path, then
// over lanes in their order, so that they are the same on any instruction set.

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <numbers>

#include "core/portable_math.hpp"
#include "random/normals.hpp"
#include "workloads/kernels/asian/option.hpp"
#include "workloads/kernels/kernel.hpp"

namespace sweep {
namespace {

constexpr unsigned paths = 32;                      ///< Of a block.
constexpr std::uint64_t buffered = 64;              ///< Steps of a block whose normals are made at once: 16 KiB.
constexpr std::size_t sums = 5;                     ///< Of G, D, G², D², GD.
constexpr std::uint64_t between_safe_points = 1024; ///< Steps of a block: some 50 µs of the fastest loop.
static_assert(between_safe_points % buffered == 0);

/// Of the price, by step.
struct Dynamics {
  double drift;
  double deviation;
  double spot;
  double strike;
  std::uint64_t steps;
};

/// Paths under way.
struct Block {
  std::uint64_t first = 0;    ///< The number of the first one.
  double logarithm[paths]{};  ///< Of the price, over that at the beginning.
  double prices[paths]{};     ///< Added up, over that at the beginning.
  double logarithms[paths]{}; ///< Added up.
};

struct BlockSums {
  double of[sums][paths]{};
};

} // namespace
} // namespace sweep

#define SWEEP_LOOPS "workloads/kernels/asian.inc"
#include "core/each_instruction_set.inc"

namespace sweep {
namespace {

Dynamics dynamics_of(const Option& option) {
  const double step = option.maturity / option.steps;
  return {.drift = (option.rate - option.volatility * option.volatility / 2) * step,
          .deviation = option.volatility * std::sqrt(step),
          .spot = option.spot,
          .strike = option.strike,
          .steps = static_cast<std::uint64_t>(option.steps)};
}

/// Means of what paths paid, and what follows from them; not discounted.
struct Payments {
  Payments(std::span<const std::uint64_t> words, std::uint64_t draws) : number(static_cast<double>(draws)) {
    const auto mean = [&](std::size_t word) { return std::bit_cast<double>(words[word]) / number; };
    geometric = mean(0);
    difference = mean(1);
    geometric_variance = std::max(0.0, mean(2) - geometric * geometric);
    difference_variance = std::max(0.0, mean(3) - difference * difference);
    covariance = mean(4) - geometric * difference;
  }
  double error(double variance) const { return std::sqrt(std::max(0.0, variance) / number); }

  double number;
  double geometric;
  double difference;
  double geometric_variance;
  double difference_variance;
  double covariance;
};

class Asian final : public Kernel {
 public:
  explicit Asian(InstructionSet set) : set_(set), walk_(SWEEP_FOR_SET(set, walk)), pay_(SWEEP_FOR_SET(set, pay)) {}

  std::size_t words() const override { return sums; }
  std::uint64_t draws_at_once() const override { return 1024; }

  void accumulate(Stream stream, const double* setting, std::uint64_t first, std::uint64_t count,
                  std::span<std::uint64_t> words, const SafePoint& safe_point) const override {
    const Dynamics dynamics = dynamics_of(Option(setting));
    const std::uint64_t first_row = first / paths * dynamics.steps; // a row is a step of a block
    const std::uint64_t rows = (first + count + paths - 1) / paths * dynamics.steps - first_row;
    BlockSums added;
    Block block{.first = first / paths * paths};
    std::uint64_t step = 0;
    alignas(64) double normals[buffered * paths];
    for (std::uint64_t row = 0; row < rows;) {
      const std::uint64_t made = std::min(buffered, rows - row);
      fill_normals(set_, stream, paths * (first_row + row), std::span(normals, paths * made));
      row += made;
      if (row % between_safe_points == 0) {
        safe_point();
      }
      for (std::uint64_t used = 0; used < made;) {
        const std::uint64_t taken = std::min(made - used, dynamics.steps - step);
        walk_(dynamics, normals + paths * used, taken, block);
        used += taken;
        step += taken;
        if (step == dynamics.steps) {
          pay_(dynamics, block, first, first + count, added);
          block = Block{.first = block.first + paths};
          step = 0;
        }
      }
    }
    add(added, words);
  }

  void accumulate_from(const std::function<double()>& uniform, const double* setting, std::uint64_t count,
                       std::span<std::uint64_t> words) const override {
    const Dynamics dynamics = dynamics_of(Option(setting));
    for (; count > 0; --count) {
      Block block; // of which one path is used
      for (std::uint64_t step = 0; step < dynamics.steps; ++step) {
        const double radius = std::sqrt(-2 * std::log(1 - uniform()));
        const double normals[paths]{radius * std::cos(2 * std::numbers::pi * uniform())};
        walk_(dynamics, normals, 1, block);
      }
      BlockSums added;
      pay_(dynamics, block, 0, 1, added);
      add(added, words);
    }
  }

  /// No error is known where all paths pay the same, such as nothing, or are fewer than three.
  Estimate estimate(std::span<const std::uint64_t> words, const double* setting, std::uint64_t draws) const override {
    const Option option(setting);
    const Payments paid(words, draws);
    const double exact = option.geometric_payment();
    const bool is_known = draws >= 3 && paid.geometric_variance > 0;
    const double factor = paid.geometric_variance > 0 ? paid.covariance / paid.geometric_variance : 0;
    const double mean = exact + paid.difference - factor * (paid.geometric - exact);
    const double residual = paid.difference_variance - factor * paid.covariance;
    const double unbiased = residual * paid.number / (paid.number - 2); // a line of two parameters was fitted
    return {.mean = option.discount() * mean,
            .standard_error =
                is_known ? option.discount() * paid.error(unbiased) : std::numeric_limits<double>::quiet_NaN()};
  }

  void more(std::span<const std::uint64_t> words, const double* setting, std::uint64_t draws,
            std::span<double> values) const override {
    const Option option(setting);
    const Payments paid(words, draws);
    const double variance = paid.geometric_variance + 2 * paid.covariance + paid.difference_variance;
    values[0] = option.discount() * (paid.geometric + paid.difference);
    values[1] = option.discount() * paid.error(variance);
    values[2] = option.discount() * paid.geometric;
    values[3] = option.discount() * paid.error(paid.geometric_variance);
  }

  /// Of the call on the geometric mean.
  double exact(const double* setting, std::uint64_t /*draws*/) const override {
    return Option(setting).discount() * Option(setting).geometric_payment();
  }

  /// Counts where its mean is as little skewed as that of hits may be, and payments are neither all alike nor so
  /// heavy-tailed that skewness does not tell all.
  double score(std::span<const std::uint64_t> words, const double* setting, std::uint64_t draws) const override {
    const Option option(setting);
    const double deviation = option.geometric_deviation();
    const double skewness = option.geometric_skewness();
    if (!(deviation > 1e-3 && deviation < 1 &&
          skewness * skewness * least_hit_variance <= static_cast<double>(draws))) {
      return std::numeric_limits<double>::quiet_NaN();
    }
    const Payments paid(words, draws);
    return score_of({.mean = option.discount() * paid.geometric,
                     .standard_error = option.discount() * paid.error(paid.geometric_variance)},
                    exact(setting, draws));
  }

  /// Measured on a virtual EPYC of 2024 (tests/bench/kernel_bench.cpp): what a path pays takes as long as a step.
  Seconds nominal_seconds(const double* setting, std::uint64_t draws) const override {
    const Seconds step = set_ == InstructionSet::avx512 ? 1.3e-9 : set_ == InstructionSet::avx2 ? 2.8e-9 : 8.2e-9;
    const std::uint64_t rows = (draws + paths - 1) / paths;
    return (Option(setting).steps + 1) * step * static_cast<double>(rows * paths);
  }

 private:
  /// Lane by lane, in their order.
  static void add(const BlockSums& added, std::span<std::uint64_t> words) {
    for (std::size_t i = 0; i < sums; ++i) {
      double sum = 0;
      for (const double lane : added.of[i]) {
        sum += lane;
      }
      words[i] = std::bit_cast<std::uint64_t>(std::bit_cast<double>(words[i]) + sum);
    }
  }

  InstructionSet set_;
  void (*walk_)(const Dynamics& dynamics, const double* normals, std::uint64_t steps, Block& block);
  void (*pay_)(const Dynamics& dynamics, const Block& block, std::uint64_t first, std::uint64_t last, BlockSums& sums);
};

std::vector<SettingParameter> asian_parameters() {
  return {{.name = "strike",
           .above = 0,
           .maximum = 1e9,
           .from = 80,
           .to = 120,
           .help = "what is paid for the mean price",
           .swept = true},
          {.name = "spot", .above = 0, .maximum = 1e9, .from = 100, .to = 100, .help = "the price at the beginning"},
          {.name = "rate",
           .above = -1,
           .maximum = 1,
           .from = 0.05,
           .to = 0.05,
           .help = "of interest, continuously compounded",
           .unit = "1/year"},
          {.name = "volatility",
           .above = 0,
           .maximum = 2,
           .from = 0.2,
           .to = 0.2,
           .help = "standard deviation of the price's logarithm in a year",
           .unit = "1/sqrt(year)"},
          {.name = "maturity",
           .above = 0,
           .maximum = 30,
           .from = 1,
           .to = 1,
           .help = "when the option pays",
           .unit = "year"},
          {.name = "steps",
           .above = 0,
           .maximum = 1e6,
           .from = 16,
           .to = 16,
           .help = "prices that the mean is of, equally far apart",
           .whole = true}};
}

} // namespace

KernelDescriptor asian_kernel() {
  return {.name = "asian",
          .summary =
              "the price of a call on the arithmetic mean of a price, with the exact one on its geometric mean as "
              "control variate; a draw is a path",
          .parameters = asian_parameters(),
          .make = [](const KernelContext& context) -> std::unique_ptr<const Kernel> {
            return std::make_unique<Asian>(context.instruction_set);
          },
          .columns = {{"plain_mean", "1", "the price without the control variate"},
                      {"plain_standard_error", "1", "its standard error"},
                      {"geometric_mean", "1", "the price of the call on the geometric mean, estimated"},
                      {"geometric_standard_error", "1", "its standard error"}},
          .known = "geometric_"};
}

} // namespace sweep
