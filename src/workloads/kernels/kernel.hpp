#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/clock.hpp"
#include "core/instruction_set.hpp"
#include "core/workload.hpp"
#include "random/philox.hpp"

namespace sweep {

/// What a Monte Carlo estimate says: the mean, and the standard deviation of that mean.
struct Estimate {
  double mean;
  double standard_error;
};

/// How far it lies from the exact answer, in standard errors.
inline double score_of(const Estimate& found, double exact) {
  return (found.mean - exact) / found.standard_error;
}

/// From so many on, as a variance, hits are near enough to normal: their excess kurtosis is at most 1/50, their
/// skewness 1/7.
constexpr double least_hit_variance = 50;

/// A kernel's setting has at most so many parameters.
constexpr std::size_t max_setting_parameters = 8;

/// A kernel accumulates at most so many words a setting.
constexpr std::size_t max_kernel_words = 16;

/// What a kernel calls within draws that take long, some milliseconds apart (of the largest Ising lattices a sweep, in
/// portable code 70 ms): there its worker looks after
/// others, who may be waiting for it.
using SafePoint = std::function<void()>;

/// What a kernel is made for.
struct KernelContext {
  InstructionSet instruction_set = InstructionSet::portable;
  std::uint64_t draws = 1; ///< A setting, as configured.
};

/// What the draws of a setting are used for. Stateless but for what make() fixed: several threads use one kernel.
/// `setting` always points to one value a parameter, in the order of the descriptor's `parameters`. Draws of a setting
/// are counted from 0, so that each is a function of (seed, setting, draw).
class Kernel {
 public:
  virtual ~Kernel() = default;

  /// How many 64-bit words it accumulates a setting (at most max_kernel_words), all starting from zero bits: counts, or
  /// the bits of doubles (std::bit_cast).
  virtual std::size_t words() const = 0;

  /// How many draws this setting takes when `asked` are configured; kernels of irregular cost answer differently.
  virtual std::uint64_t draws(std::uint64_t asked, const double* /*setting*/) const { return asked; }

  /// How many draws are taken at once, in an interpreter as many iterations of a loop: some 20 µs of the fastest
  /// kernel.
  virtual std::uint64_t draws_at_once() const { return 65'536; }

  /// Adds the draws [first, first + count) of `stream` to `words`, for segments of draws_at_once() in ascending order,
  /// so that sums of doubles have the same bits in every model. Has safe points within where a setting may make them
  /// take more than milliseconds.
  virtual void accumulate(
      Stream stream, const double* setting, std::uint64_t first, std::uint64_t count, std::span<std::uint64_t> words,
      const SafePoint& safe_point = [] {}) const = 0;

  /// Adds `count` draws made of what `uniform` gives, numbers in [0, 1), one after the other: from whatever generator.
  virtual void accumulate_from(const std::function<double()>& uniform, const double* setting, std::uint64_t count,
                               std::span<std::uint64_t> words) const = 0;

  /// What `words`, from `draws` draws, say about `setting`.
  virtual Estimate estimate(std::span<const std::uint64_t> words, const double* setting, std::uint64_t draws) const = 0;

  /// What else they say: a value a column of the descriptor's `columns`, not a number where none is known.
  virtual void more(std::span<const std::uint64_t> /*words*/, const double* /*setting*/, std::uint64_t /*draws*/,
                    std::span<double> /*values*/) const {}

  /// What estimates from independent draws are distributed around, exactly: their mean and standard deviation. None
  /// where no closed form is known, or where the draws are too few for a normal distribution.
  virtual std::optional<Estimate> expected(const double* /*setting*/, std::uint64_t /*draws*/) const { return {}; }

  /// What theory says of the estimate that the descriptor's `known` names; not a number where it says nothing.
  virtual double exact(const double* setting, std::uint64_t draws) const;

  /// How far that estimate lies from it, in its own standard errors: of right kernels near to a standard normal number.
  /// Not a number where that is not near enough (as where draws are few, or a chain too short), so that the setting
  /// does not count in what score_doubts() judges.
  virtual double score(std::span<const std::uint64_t> words, const double* setting, std::uint64_t draws) const;

  /// About how long so many draws of a setting take, for `sweep plan` only.
  virtual Seconds nominal_seconds(const double* setting, std::uint64_t draws) const = 0;
};

/// A column of /estimates beside those that all kernels have: an exact value, the estimate of a control variate.
struct EstimateColumn {
  std::string name;
  std::string unit;
  std::string meaning;
};

/// All that is known about a kernel before it is made. Its file defines it; catalogue.def names the file.
struct KernelDescriptor {
  std::string name;
  std::string summary;
  std::vector<SettingParameter> parameters;
  std::function<std::unique_ptr<const Kernel>(const KernelContext&)> make;
  std::string unit = "1";                   ///< Of what is estimated.
  std::vector<EstimateColumn> columns = {}; ///< What more() tells.
  /// Which estimate has an exact answer, by how its columns begin: "" is `mean` with `standard_error`, beside which
  /// /estimates then has `exact`, and `score`; "geometric_" is `geometric_mean`, with `geometric_exact`. None without.
  std::optional<std::string> known = std::nullopt;
  bool own_numbers = false; ///< It draws from a sequence of its own, so that no way of streams/ but the right one fits.
  /// Throws UsageError where settings are asked for that it cannot take, though each value is in its range; `draws` as
  /// configured.
  std::function<void(const Settings&, std::uint64_t draws)> refuse = nullptr;
  bool chain = false; ///< Its draws follow from each other, so that ways that take them one by one do not fit.
  /// See SettingsDescriptor; what only this kernel knows to be wrong with all estimates together.
  std::function<std::vector<std::string>(const Table& estimates, Seconds)> remarks = nullptr;
  std::function<std::vector<std::string>(const Table& estimates)> doubts = nullptr;
};

/// What /estimates has of a kernel beside what all have: what more() tells and, of `known`, the exact answer and the
/// score.
std::vector<EstimateColumn> estimate_columns(const KernelDescriptor& kernel);

} // namespace sweep
