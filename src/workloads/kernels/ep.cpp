// Kernel `ep`: the embarrassingly parallel one of the NAS Parallel Benchmarks. Of pairs (x, y) uniform in the square
// (-1, 1)², those with t = x² + y² <= 1, a share of pi/4, give two independent normals x f and y f, f = sqrt(-2 ln t /
// t) (Marsaglia's polar method). Their sums, and how many have their greater one in [l, l + 1), are what NPB checks.
//
// Source of the algorithm, the constants and the official sums: D. H. Bailey et al., "The NAS Parallel Benchmarks",
// RNR-94-007 (1994), sections 2.2.1 and 2.3; NPB 3.4.2, EP/ep.f90. The random numbers are NPB's, whatever the seed of
// the campaign: number n, from 0, is 2^-46 a^(n + 1) s mod 2^46, a = 5^13, s = 271828183. Batch b of a campaign with so
// many `draws` has the pairs from b draws on, so that settings × draws pairs are a class of NPB: S is 256 × 65,536.
//
// Measured loop: pairs that are 2,048 apart follow each other in a lane, since a^4096 = 1 + 2^14 c modulo 2^46: the
// next number takes one product of 32 bits. Pairs that are not accepted are computed, too, and masked. Sums are whole
// numbers of 2^-40, so that they are the same in any order and on any instruction set.

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "core/errors.hpp"
#include "core/table.hpp"
#include "workloads/kernels/kernel.hpp"

namespace sweep {
namespace {

constexpr std::uint64_t multiplier = 1'220'703'125; // 5^13
constexpr std::uint64_t first_state = 271'828'183;
constexpr std::uint64_t states = std::uint64_t{1} << 46U;

/// a^n modulo 2^46.
constexpr std::uint64_t power(std::uint64_t n) {
  std::uint64_t product = 1;
  for (std::uint64_t square = multiplier; n > 0; n /= 2, square *= square) {
    product *= n % 2 == 1 ? square : 1;
  }
  return product % states;
}

constexpr std::uint64_t row = 2048; ///< Pairs from one to the next in a lane.
constexpr std::uint64_t row_factor = power(2 * row) >> 14U;
static_assert((row_factor << 14U) + 1 == power(2 * row) && row_factor >> 32U == 0);

constexpr std::uint64_t most_pairs = 65'536; ///< At once: of 6 bits a count and lane, 63 at most.
constexpr std::size_t counts = 10;

/// What comes of some pairs.
struct Deviates {
  std::uint64_t sum_x = 0; ///< Of 2^-40, modulo 2^64.
  std::uint64_t sum_y = 0;
  std::array<std::uint64_t, counts> count{};
};

} // namespace
} // namespace sweep

#define SWEEP_LOOPS "workloads/kernels/ep.inc"
#include "core/each_instruction_set.inc"

namespace sweep {
namespace {

/// Or no less, where the axis is sampled.
double greatest(const SettingAxis& axis) {
  if (!axis.list.empty()) {
    return std::ranges::max(axis.list);
  }
  return axis.numbered ? axis.from + static_cast<double>(axis.count) - 1 : std::max(axis.from, axis.to);
}

double value_of(std::uint64_t sum) {
  return std::ldexp(static_cast<double>(static_cast<std::int64_t>(sum)), -40);
}

class Ep final : public Kernel {
 public:
  explicit Ep(const KernelContext& context)
      : add_(SWEEP_FOR_SET(context.instruction_set, add_pairs)), set_(context.instruction_set), draws_(context.draws) {}

  std::size_t words() const override { return 2 + counts; }
  std::uint64_t draws_at_once() const override { return most_pairs; }

  void accumulate(Stream /*stream*/, const double* setting, std::uint64_t first, std::uint64_t count,
                  std::span<std::uint64_t> words, const SafePoint& /*safe_point*/) const override {
    std::uint64_t pair = static_cast<std::uint64_t>(setting[0]) * draws_ + first; // the numbers' period divides 2^64
    for (; count > 0;) {
      const std::uint64_t taken = std::min(count, most_pairs);
      Deviates found;
      add_(first_state * power(2 * pair + 1), taken, found);
      words[0] += found.sum_x;
      words[1] += found.sum_y;
      for (std::size_t i = 0; i < counts; ++i) {
        words[2 + i] += found.count[i];
      }
      pair += taken;
      count -= taken;
    }
  }

  void accumulate_from(const std::function<double()>& /*uniform*/, const double* /*setting*/, std::uint64_t /*count*/,
                       std::span<std::uint64_t> /*words*/) const override {
    throw SystemError("draw for", "the kernel ep", "it has random numbers of its own");
  }

  Estimate estimate(std::span<const std::uint64_t> words, const double* /*setting*/,
                    std::uint64_t draws) const override {
    const double accepted = static_cast<double>(accepted_of(words)) / static_cast<double>(draws);
    return {.mean = 4 * accepted,
            .standard_error = 4 * std::sqrt(accepted * (1 - accepted) / static_cast<double>(draws))};
  }

  void more(std::span<const std::uint64_t> words, const double* /*setting*/, std::uint64_t /*draws*/,
            std::span<double> values) const override {
    values[0] = value_of(words[0]);
    values[1] = value_of(words[1]);
    for (std::size_t i = 0; i < counts; ++i) {
      values[2 + i] = static_cast<double>(words[2 + i]);
    }
  }

  /// Accepted pairs are binomial: see kernel `pi`.
  std::optional<Estimate> expected(const double* /*setting*/, std::uint64_t draws) const override {
    constexpr double accepted = std::numbers::pi / 4;
    const double variance = static_cast<double>(draws) * accepted * (1 - accepted);
    return variance < least_hit_variance
               ? std::nullopt
               : std::optional(Estimate{.mean = std::numbers::pi,
                                        .standard_error = 4 * std::sqrt(variance) / static_cast<double>(draws)});
  }

  double exact(const double* /*setting*/, std::uint64_t /*draws*/) const override { return std::numbers::pi; }

  /// Measured on a virtual EPYC of 2024 (tests/bench/kernel_bench.cpp).
  Seconds nominal_seconds(const double* /*setting*/, std::uint64_t draws) const override {
    const Seconds each = set_ == InstructionSet::avx512 ? 1.2e-9 : set_ == InstructionSet::avx2 ? 2.6e-9 : 5.8e-9;
    return each * static_cast<double>(draws);
  }

 private:
  static std::uint64_t accepted_of(std::span<const std::uint64_t> words) {
    std::uint64_t accepted = 0;
    for (std::size_t i = 0; i < counts; ++i) {
      accepted += words[2 + i];
    }
    return accepted;
  }

  void (*add_)(std::uint64_t state, std::uint64_t count, Deviates& found);
  InstructionSet set_;
  std::uint64_t draws_;
};

/// NPB's numbers repeat after 2^44, two a pair.
void refuse_beyond_period(const Settings& settings, std::uint64_t draws) {
  const double last = greatest(settings.axes.at(0));
  if ((last + 1) * static_cast<double>(draws) > std::ldexp(1, 43)) {
    throw UsageError(
        fmt::format("batch {:.0f} of {} draws goes beyond NPB's 2^43 pairs, after which they repeat", last, draws), "",
        "give `draws` or `batch` a smaller value");
  }
}

/// NPB's official sums of 2^size pairs.
struct Class {
  const char* name;
  int size;
  double sum_x;
  double sum_y;
};
constexpr std::array classes{Class{"S", 24, -3.247834652034740e+3, -6.958407078382297e+3},
                             Class{"W", 25, -2.863319731645753e+3, -6.320053679109499e+3},
                             Class{"A", 28, -4.295875165629892e+3, -1.580732573678431e+4},
                             Class{"B", 30, 4.033815542441498e+4, -2.660669192809235e+4},
                             Class{"C", 32, 4.764367927995374e+4, -8.084072988043731e+4}};

/// All pairs of an experiment, where its batches are the first ones without a gap.
struct Total {
  explicit Total(const Table& estimates) {
    for (std::size_t i = 0; i < estimates.rows(); ++i) {
      sum_x += estimates.get<double>("sx")[i];
      sum_y += estimates.get<double>("sy")[i];
      const auto draws = static_cast<double>(estimates.get<std::int64_t>("draws")[i]);
      const double batch = estimates.get<double>("batch")[i];
      pairs += draws;
      end = std::max(end, (batch + 1) * draws);
      whole = whole && batch == static_cast<double>(i);
    }
    for (const Class& each : classes) {
      known = whole && pairs == std::ldexp(1, each.size) ? &each : known;
    }
  }

  /// Within a relative error of 1e-8, as NPB has it.
  bool verified() const {
    return known != nullptr && std::abs(sum_x / known->sum_x - 1) <= 1e-8 && std::abs(sum_y / known->sum_y - 1) <= 1e-8;
  }

  double sum_x = 0;
  double sum_y = 0;
  double pairs = 0;
  double end = 0; ///< The pair behind the last one.
  bool whole = true;
  const Class* known = nullptr;
};

/// What nothing official is known of.
std::string unverified(const Total& total) {
  if (!total.whole) {
    return "Not verified: official sums are known of batches 0, 1, 2, ... each once";
  }
  const auto* const within =
      std::ranges::find_if(classes, [&](const Class& each) { return total.end <= std::ldexp(1, each.size); });
  if (within == classes.end()) {
    return fmt::format("Not verified: no official sums are known beyond the 2^{} pairs of class {}",
                       classes.back().size, classes.back().name);
  }
  return fmt::format(
      "Not verified: these are {:.0f} of the {:.0f} pairs of class {}, and official sums are known of all "
      "only; make settings × draws that many, from batch 0 on",
      total.pairs, std::ldexp(1, within->size), within->name);
}

/// Of a class of NPB, by its official sums.
std::vector<std::string> npb_doubts(const Table& estimates) {
  const Total total(estimates);
  if (total.known == nullptr || total.verified()) {
    return {};
  }
  return {fmt::format("official sums: {:.15e} and {:.15e} are not those of NPB's class {}, {:.15e} and {:.15e}; this "
                      "program or this machine computes something else",
                      total.sum_x, total.sum_y, total.known->name, total.known->sum_x, total.known->sum_y)};
}

/// As NPB prints them, and why they are not verified. An operation is a random number.
std::vector<std::string> npb_lines(const Table& estimates, Seconds seconds) {
  for (const char* column : {"batch", "sx", "sy", "draws"}) {
    if (estimates.find(column) == nullptr) {
      return {}; // of another version
    }
  }
  const Total total(estimates);
  const auto line = [](const char* what, const std::string& value) {
    return fmt::format("{:<16}= {:>24}", what, value);
  };
  std::vector<std::string> lines{"EP Benchmark Completed.",
                                 line("Class", total.known == nullptr ? "U" : total.known->name),
                                 line("Size", fmt::format("{:.0f}", 2 * total.pairs)),
                                 line("Iterations", "0"),
                                 line("Time in seconds", fmt::format("{:.2f}", seconds)),
                                 line("Mop/s total", fmt::format("{:.2f}", 2 * total.pairs / seconds / 1e6)),
                                 line("Operation type", "Random numbers generated"),
                                 line("Verification", total.known == nullptr ? "NOT PERFORMED"
                                                      : total.verified()     ? "SUCCESSFUL"
                                                                             : "UNSUCCESSFUL")};
  if (total.known == nullptr) {
    lines.push_back(unverified(total));
  }
  return lines;
}

std::vector<EstimateColumn> ep_columns() {
  std::vector<EstimateColumn> columns{{"sx", "1", "the sum of the first normals of all pairs"},
                                      {"sy", "1", "the sum of the second ones"}};
  for (std::size_t i = 0; i < counts; ++i) {
    columns.push_back({fmt::format("count_{}", i), "1",
                       fmt::format("pairs whose greater normal, without its sign, is in [{}, {})", i, i + 1)});
  }
  return columns;
}

} // namespace

KernelDescriptor ep_kernel() {
  return {.name = "ep",
          .summary =
              "NPB's embarrassingly parallel kernel: pairs of normals from its own random numbers, pi from those "
              "that are accepted; settings × draws = 2^24, 2^25, 2^28, 2^30, 2^32 is class S, W, A, B, C",
          .parameters = {{.name = "batch",
                          .above = -1,
                          .maximum = 1e8,
                          .from = 0,
                          .to = 999,
                          .help = "which part of NPB's numbers: that of `draws` pairs from batch × draws on",
                          .swept = true,
                          .whole = true,
                          .numbered = true}},
          .make = [](const KernelContext& context) -> std::unique_ptr<const Kernel> {
            return std::make_unique<Ep>(context);
          },
          .columns = ep_columns(),
          .known = "",
          .own_numbers = true,
          .refuse = refuse_beyond_period,
          .remarks = npb_lines,
          .doubts = npb_doubts};
}

} // namespace sweep
