// Kernel `pi`: the lecture's. A point uniform in the unit square lies in the quarter circle of radius r with
// probability p = pi·r²/4, so 4·hits/(n·r²) estimates pi, with standard error 4/r²·sqrt(p(1 − p)/n) (p estimated by
// hits/n).
//
// Measured loop: one Philox4x32-10 block and two points; a point is two 32-bit coordinates x, y and the exact integer
// test x² + y² <= floor(r²·2^64). No memory is touched. Hits are counted in integers.

#include <cmath>
#include <numbers>

#include "random/vector_kernels.hpp"
#include "workloads/kernels/kernel.hpp"

namespace sweep {
namespace {

class Pi final : public Kernel {
 public:
  explicit Pi(InstructionSet set) : vector_(vector_kernels(set)) {}

  std::size_t words() const override { return 1; }

  void accumulate(Stream stream, const double* setting, std::uint64_t first, std::uint64_t count,
                  std::span<std::uint64_t> words, const SafePoint& /*safe_point*/) const override {
    words[0] += vector_.count_in_circle(stream, first, count, squared_radius_threshold(setting[0]));
  }

  void accumulate_from(const std::function<double()>& uniform, const double* setting, std::uint64_t count,
                       std::span<std::uint64_t> words) const override {
    const double squared_radius = setting[0] * setting[0];
    for (; count > 0; --count) {
      const double x = uniform();
      const double y = uniform();
      words[0] += x * x + y * y <= squared_radius ? 1 : 0;
    }
  }

  Estimate estimate(std::span<const std::uint64_t> words, const double* setting, std::uint64_t draws) const override {
    const double n = static_cast<double>(draws);
    const double hit_fraction = static_cast<double>(words[0]) / n;
    const double scale = 4 / (setting[0] * setting[0]);
    return {.mean = scale * hit_fraction, .standard_error = scale * std::sqrt(hit_fraction * (1 - hit_fraction) / n)};
  }

  /// Hits are binomial.
  std::optional<Estimate> expected(const double* setting, std::uint64_t draws) const override {
    const double n = static_cast<double>(draws);
    const double hit_fraction = std::numbers::pi * setting[0] * setting[0] / 4;
    const double variance = n * hit_fraction * (1 - hit_fraction);
    if (variance < least_hit_variance) {
      return {};
    }
    return Estimate{.mean = std::numbers::pi,
                    .standard_error = 4 / (setting[0] * setting[0]) * std::sqrt(variance) / n};
  }

  double exact(const double* /*setting*/, std::uint64_t /*draws*/) const override { return std::numbers::pi; }

  /// Measured on a 3.75 GHz Zen 5 core (tests/bench/random_bench.cpp).
  Seconds nominal_seconds(const double* /*setting*/, std::uint64_t draws) const override {
    const Seconds each = vector_.set == InstructionSet::avx512 ? 0.33e-9
                         : vector_.set == InstructionSet::avx2 ? 1.1e-9
                                                               : 1.6e-9;
    return each * static_cast<double>(draws);
  }

 private:
  const VectorKernels& vector_;
};

} // namespace

KernelDescriptor pi_kernel() {
  return {.name = "pi",
          .summary = "pi from points in a quarter circle of radius r",
          .parameters = {{.name = "radius",
                          .above = 0,
                          .maximum = 1,
                          .from = 0.1,
                          .to = 1,
                          .help = "radius of the quarter circle, in sides of the unit square",
                          .swept = true}},
          .make = [](const KernelContext& context) -> std::unique_ptr<const Kernel> {
            return std::make_unique<Pi>(context.instruction_set);
          },
          .known = ""};
}

} // namespace sweep
