// Kernel `ising`: the two-dimensional Ising model without a field, a Markov chain a temperature; a draw is a sweep, in
// which every spin is offered to flip once (Metropolis), first those of one colour of the checkerboard, then the
// others. Estimated is the mean energy of a spin, which is known exactly also of the finite lattice
// (ising/exact_energy.hpp).
//
// Sweeps that follow one another are alike. So the standard error is that of the means of 64 batches of the chain, each
// to be far longer than it remembers; `effective_draws` is how many independent sweeps would have the same: fewer than
// 1,000 say that the chain is too short to be judged, as near the critical temperature, 2.269.
//
// Measured loop (ising/lane_spins.hpp): 48 Philox4x32-10 blocks and 512 spins, 64 in a word. The lattice stays in the
// first-level cache up to size 512. Bonds are counted in integers.

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string>

#include "core/errors.hpp"
#include "workloads/kernels/ising/chain.hpp"
#include "workloads/kernels/ising/exact_energy.hpp"
#include "workloads/kernels/kernel.hpp"

namespace sweep {
namespace {

__extension__ using Wide = unsigned __int128;

constexpr std::uint64_t batches = 64;
constexpr std::uint64_t size_step = 128;
constexpr std::uint64_t spins_at_once = std::uint64_t{1} << 20U; ///< Between safe points: 70 µs of the fastest loop.
constexpr double fewest_effective_draws = 1000;
constexpr double critical_temperature =
    2.269185314213022; ///< 2 / ln(1 + sqrt(2)): L. Onsager, Phys. Rev. 65 (1944) 117.

/// The settings' parameters, in their order.
enum Parameters : std::size_t { temperature, size, burn_in };

std::uint64_t size_of(const double* setting) {
  return static_cast<std::uint64_t>(setting[size]);
}

/// A sum of squares in two words.
void add_square(std::uint64_t number, std::span<std::uint64_t> words) {
  const Wide sum = (Wide{words[1]} << 64 | words[0]) + Wide{number} * number;
  words[0] = static_cast<std::uint64_t>(sum);
  words[1] = static_cast<std::uint64_t>(sum >> 64);
}

/// The variance of `count` numbers with that sum, from their squares' in two words: before it is divided, exact.
double variance(std::uint64_t sum, std::span<const std::uint64_t> squares, std::uint64_t count) {
  const Wide square_sum = Wide{squares[1]} << 64 | squares[0];
  const double n = static_cast<double>(count);
  return static_cast<double>(square_sum * count - Wide{sum} * sum) / n / (n - 1);
}

/// Takes what is measured after each sweep into words: broken bonds of all sweeps, their squares (two words), and the
/// same of all whole batches.
class Measured {
 public:
  static constexpr std::size_t words = 6;

  Measured(std::uint64_t batch, std::span<std::uint64_t> words) : batch_(batch), words_(words) {}

  void add(std::uint64_t broken) {
    words_[0] += broken;
    add_square(broken, words_.subspan(1, 2));
    in_batch_ += broken;
    if (++sweeps_ % batch_ == 0) {
      words_[3] += in_batch_;
      add_square(in_batch_, words_.subspan(4, 2));
      in_batch_ = 0;
    }
  }

 private:
  std::uint64_t batch_;
  std::uint64_t sweeps_ = 0;
  std::uint64_t in_batch_ = 0;
  std::span<std::uint64_t> words_;
};

/// A sweep of spins, +1 and -1, row after row, with a number of any generator a spin. Returns its broken bonds.
std::uint64_t sweep_plainly(std::vector<int>& spins, std::size_t edge, double temperature,
                            const std::function<double()>& uniform) {
  std::array<double, 5> chances{}; // to flip, with so many broken bonds
  for (int own_broken = 0; own_broken <= 4; ++own_broken) {
    chances[static_cast<std::size_t>(own_broken)] = std::exp((4 * own_broken - 8) / temperature);
  }
  std::uint64_t broken = 0;
  for (const std::size_t colour : {0U, 1U}) {
    for (std::size_t row = 0; row < edge; ++row) {
      for (std::size_t column = (row + colour) % 2; column < edge; column += 2) {
        int& spin = spins[row * edge + column];
        const int sum = spins[row * edge + (column + 1) % edge] + spins[row * edge + (column + edge - 1) % edge] +
                        spins[(row + 1) % edge * edge + column] + spins[(row + edge - 1) % edge * edge + column];
        if (uniform() < chances[static_cast<std::size_t>(4 - spin * sum) / 2]) {
          spin = -spin;
        }
        broken += colour == 1 ? static_cast<std::uint64_t>(4 - spin * sum) / 2 : 0;
      }
    }
  }
  return broken;
}

class Ising final : public Kernel {
 public:
  explicit Ising(const KernelContext& context)
      : set_(context.instruction_set), draws_(context.draws),
        batch_(std::max<std::uint64_t>(1, context.draws / batches)) {}

  std::size_t words() const override { return Measured::words; }
  std::uint64_t draws_at_once() const override { return std::numeric_limits<std::uint64_t>::max(); } // one chain

  void accumulate(Stream stream, const double* setting, std::uint64_t first, std::uint64_t count,
                  std::span<std::uint64_t> words, const SafePoint& safe_point) const override {
    const std::uint64_t edge = size_of(setting);
    IsingChain chain(stream, edge, setting[temperature], set_);
    const std::uint64_t unmeasured = unmeasured_of(setting);
    const std::uint64_t at_once = std::max<std::uint64_t>(1, spins_at_once / (edge * edge));
    Measured measured(batch_, words);
    for (std::uint64_t sweep = 0; sweep < unmeasured + count; ++sweep) {
      const std::uint64_t broken = chain.sweep(first + sweep);
      if (sweep >= unmeasured) {
        measured.add(broken);
      }
      if ((sweep + 1) % at_once == 0) {
        safe_point();
      }
    }
  }

  void accumulate_from(const std::function<double()>& uniform, const double* setting, std::uint64_t count,
                       std::span<std::uint64_t> words) const override {
    const std::size_t edge = size_of(setting);
    std::vector<int> spins(edge * edge, 1);
    for (std::uint64_t sweep = unmeasured_of(setting); sweep > 0; --sweep) {
      sweep_plainly(spins, edge, setting[temperature], uniform);
    }
    Measured measured(batch_, words);
    for (std::uint64_t sweep = 0; sweep < count; ++sweep) {
      measured.add(sweep_plainly(spins, edge, setting[temperature], uniform));
    }
  }

  /// -2 where no bond is broken, and 2 more for each bond that is, divided among the spins.
  Estimate estimate(std::span<const std::uint64_t> words, const double* setting, std::uint64_t draws) const override {
    const double bond = 2 / static_cast<double>(size_of(setting) * size_of(setting));
    return {.mean = -2 + bond * static_cast<double>(words[0]) / static_cast<double>(draws),
            .standard_error = bond * std::sqrt(variance_of_mean(words, draws))};
  }

  void more(std::span<const std::uint64_t> words, const double* /*setting*/, std::uint64_t draws,
            std::span<double> values) const override {
    values[0] = effective_draws(words, draws);
  }

  double exact(const double* setting, std::uint64_t /*draws*/) const override {
    return exact_ising_energy(size_of(setting), size_of(setting), setting[temperature]);
  }

  /// Counts where the chain is worth a thousand independent sweeps, away from the critical temperature, and in the cold
  /// has flipped spins often enough. It is then distributed as Student's t of 63 degrees, nearly.
  double score(std::span<const std::uint64_t> words, const double* setting, std::uint64_t draws) const override {
    constexpr double none = std::numeric_limits<double>::quiet_NaN();
    const bool is_critical = std::abs(setting[temperature] / critical_temperature - 1) <= 0.02;
    if (is_critical || !(effective_draws(words, draws) >= fewest_effective_draws)) {
      return none;
    }
    const double answer = exact(setting, draws); // which takes as long as many sweeps
    const double spins = static_cast<double>(size_of(setting) * size_of(setting));
    const double flipped = (2 + answer) / 8 * spins * static_cast<double>(draws); // which breaks four bonds
    return flipped >= least_hit_variance ? score_of(estimate(words, setting, draws), answer) : none;
  }

  /// Measured on a 3.75 GHz Zen 5 core (tests/bench/ising_bench.cpp), with size 128.
  Seconds nominal_seconds(const double* setting, std::uint64_t draws) const override {
    const Seconds each = set_ == InstructionSet::avx512 ? 0.07e-9 : set_ == InstructionSet::avx2 ? 0.2e-9 : 1e-9;
    return each * setting[size] * setting[size] * static_cast<double>(draws + unmeasured_of(setting));
  }

 private:
  std::uint64_t unmeasured_of(const double* setting) const {
    return static_cast<std::uint64_t>(std::round(setting[burn_in] * static_cast<double>(draws_)));
  }

  /// Not a number where nothing ever changes.
  double effective_draws(std::span<const std::uint64_t> words, std::uint64_t draws) const {
    return variance(words[0], words.subspan(1, 2), draws) / variance_of_mean(words, draws);
  }

  /// Of the broken bonds of a sweep, from how the means of batches differ; not a number of less than two batches.
  double variance_of_mean(std::span<const std::uint64_t> words, std::uint64_t draws) const {
    const std::uint64_t whole = draws / batch_;
    return variance(words[3], words.subspan(4, 2), whole) / static_cast<double>(batch_ * draws);
  }

  InstructionSet set_;
  std::uint64_t draws_; ///< A setting.
  std::uint64_t batch_;
};

/// Half a row of a colour is whole words of 64 spins.
void refuse_other_sizes(const Settings& settings, std::uint64_t /*draws*/) {
  const SettingAxis& sizes = settings.axes.at(size);
  const std::uint64_t count = sizes.from == sizes.to && sizes.list.empty() ? 1 : sizes.size();
  for (std::uint64_t i = 0; i < count; ++i) {
    if (const double edge = sizes.at(i); std::fmod(edge, size_step) != 0) {
      throw UsageError("size = " + std::to_string(static_cast<std::uint64_t>(edge)) +
                           " is not for the kernel ising, which takes multiples of " + std::to_string(size_step),
                       "", "list them: size = [128, 256, 512]");
    }
  }
}

} // namespace

KernelDescriptor ising_kernel() {
  return {.name = "ising",
          .summary = "energy of the two-dimensional Ising model, a Markov chain a temperature",
          .parameters = {{.name = "temperature",
                          .above = 0,
                          .maximum = 1000,
                          .from = 1.5,
                          .to = 3.5,
                          .help = "in units of the coupling; 2.269 is critical",
                          .swept = true},
                         {.name = "size",
                          .above = 0,
                          .maximum = 8192,
                          .from = size_step,
                          .to = size_step,
                          .help = "rows and columns of the lattice, a multiple of 128",
                          .whole = true},
                         {.name = "burn_in",
                          .above = 0,
                          .maximum = 1000,
                          .from = 0.1,
                          .to = 0.1,
                          .help = "sweeps from all spins up before the first that counts, in draws"}},
          .make = [](const KernelContext& context) -> std::unique_ptr<const Kernel> {
            return std::make_unique<Ising>(context);
          },
          .columns = {{"effective_draws", "1", "independent sweeps with the same standard error"}},
          .known = "",
          .refuse = refuse_other_sizes,
          .chain = true};
}

} // namespace sweep
