#pragma once

#include <algorithm>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/two_modes.hpp"
#include "results/differences.hpp"
#include "results/judgement.hpp"
#include "results/side.hpp"

namespace sweep {

struct ComparedCase {
  std::size_t base; ///< Row of the base's cases.
  CaseLaunches launches;
  Judgement judgement{};
  bool answers_differ = false;             ///< The checksums of its work.
  std::optional<TwoModes> base_modes = {}; ///< Where its launches are in two clusters farther apart than the threshold.
  std::optional<TwoModes> other_modes = {};
};

/// A case that is not compared.
struct LeftOut {
  CaseRecord record;
  std::string why;
  bool broke = false; ///< It failed on the other side, and not in the base.
};

/// What all launches of the other side say against those of the base.
struct Comparison {
  std::vector<Difference> differences;
  std::vector<std::string> own_parameters; ///< That not all files know, and that therefore tell no cases apart.
  std::int64_t base_launches = 0;
  std::int64_t other_launches = 0;
  double later = 0.5; ///< Of all pairs of launches of a side each, the share in which the other's began later.
  bool noise_is_too_short = false;   ///< A case has some launches that would tell its noise, but too few.
  std::int64_t noise_is_unknown = 0; ///< Cases of which the file of noise knows nothing.
  std::vector<ComparedCase> cases = {};
  std::vector<LeftOut> left_out = {};

  std::int64_t count(Verdict verdict) const;

  /// Cases that failed on the other side, and not in the base.
  std::int64_t broken() const { return std::ranges::count(left_out, true, &LeftOut::broke); }

  /// Whether the launches of the sides took turns, as in the order A B B A: what drifts then meets both alike.
  bool in_turn() const { return base_launches < 2 || other_launches < 2 || (later >= 0.25 && later <= 0.75); }

  /// Whether all cases, or nearly all, are slower, or faster: the machine drifted, or everything changed.
  bool one_way() const;
};

/// Compares each case of `base` with the same case of all `others` together: the same by what it is, not by its number.
/// @param noise  a side with several launches of either, or null; see judge()
Comparison compare(const Side& base, std::span<const Side> others, const Side* noise, double threshold);

} // namespace sweep
