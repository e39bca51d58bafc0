#include "results/judgement.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <utility>

#include "core/holm.hpp"
#include "core/low_ranks.hpp"
#include "core/student.hpp"

namespace sweep {
namespace {

/// The test for each pair of numbers of launches that occurs, made once.
class Tests {
 public:
  const LowRanks& of(std::size_t base, std::size_t other) {
    const auto found = made_.find({base, other});
    return found != made_.end() ? found->second : made_.try_emplace({base, other}, LowRanks(base, other)).first->second;
  }

 private:
  std::map<std::pair<std::size_t, std::size_t>, LowRanks> made_;
};

std::vector<double> sorted_logs(std::vector<double> medians) {
  std::ranges::transform(medians, medians.begin(), [](double median) { return std::log(median); });
  std::ranges::sort(medians);
  return medians;
}

/// 1 / n + 1 / m: what the variance of a difference of means is, of one launch's variance.
double share_of_variance(const CaseLaunches& launches) {
  return 1 / static_cast<double>(launches.base.size()) + 1 / static_cast<double>(launches.other.size());
}

/// The difference that counts as none whatever the level: five times the farthest that launches of one program have
/// lain apart. Of ten cases with one launch a side, and 20 launches that tell the noise, any is then called different
/// in 5 % of comparisons of the same program where a quarter of the launches is disturbed, in 2 % where they have the
/// tails of Student's t with 2 degrees of freedom, and else never; twice the farthest: 24, 10 and 0.3 %
/// (tests/long/compare_simulation.py).
double seen_difference(const CaseLaunches& launches) {
  return 5 * launches.noise->range * std::sqrt(share_of_variance(launches) / 2);
}

double standard_error(const CaseLaunches& launches) {
  return launches.noise->deviation * std::sqrt(share_of_variance(launches));
}

/// What is fixed of a case before its level is.
struct Evidence {
  const CaseLaunches& launches;
  const LowRanks* test; ///< Null: a side has no launch.
  bool by_noise;
  std::vector<double> base; ///< Logarithms, sorted.
  std::vector<double> other;

  double shift() const { return test->shift(base, other); }
  double p_value() const;
  Interval interval(double shift, double level) const;
};

double Evidence::p_value() const {
  if (test == nullptr) {
    return 1;
  }
  if (!by_noise) {
    return test->p_value(base, other);
  }
  const double distance = std::abs(shift());
  return distance <= seen_difference(launches)
             ? 1
             : 2 * student_upper_tail(distance / standard_error(launches), launches.noise->degrees_of_freedom);
}

Interval Evidence::interval(double shift, double level) const {
  if (!by_noise) {
    return test->interval(base, other, level);
  }
  const double half =
      std::max(standard_error(launches) * student_quantile(level / 2, launches.noise->degrees_of_freedom),
               seen_difference(launches));
  return {shift - half, shift + half};
}

std::vector<Evidence> gather(std::span<const CaseLaunches> cases, Tests& tests) {
  std::vector<Evidence> all;
  all.reserve(cases.size());
  const double first_level = family_level / static_cast<double>(cases.size());
  for (const CaseLaunches& each : cases) {
    const bool measured = !each.base.empty() && !each.other.empty();
    const LowRanks* test = measured ? &tests.of(each.base.size(), each.other.size()) : nullptr;
    all.push_back({.launches = each,
                   .test = test,
                   .by_noise = measured && each.noise.has_value() && !test->suffice(first_level),
                   .base = sorted_logs(each.base),
                   .other = sorted_logs(each.other)});
  }
  return all;
}

/// About how many launches a side would decide, if the estimate stays where it is and the interval shrinks as the
/// square root of their number: until it leaves out 1 or lies within the threshold, whichever comes first.
double launches_to_decide(const CaseLaunches& launches, double shift, double half_width, double level, double limit) {
  const double present = 2 / share_of_variance(launches);
  const double needed_half = std::max(std::abs(shift), limit - std::abs(shift));
  const double needed = std::isnan(half_width) ? 0 : present * std::pow(half_width / needed_half, 2);
  return std::max(needed, static_cast<double>(fewest_for_interval(level)));
}

/// Half of an interval at that level where the launches are too few for one, from the deviation within each side; of so
/// many more launches as it takes, which tell the deviation well.
double expected_half_width(const CaseLaunches& launches, double level) {
  const std::vector<double> sides[]{launches.base, launches.other};
  const auto spread = launches.noise ? launches.noise : spread_of(sides);
  return spread ? spread->deviation * std::sqrt(share_of_variance(launches)) *
                      student_quantile(level / 2, std::numeric_limits<double>::infinity())
                : std::nan("");
}

/// @param level        at which Holm's correction lets the case be called different
/// @param first_level  at which any number of cases may be called the same, whatever they are
Judgement judge_case(const Evidence& evidence, double level, double first_level, double threshold) {
  Judgement judgement{.by_noise = evidence.by_noise};
  if (evidence.test == nullptr) {
    judgement.more_launches = static_cast<std::int64_t>(fewest_for_interval(level));
    return judgement;
  }
  const CaseLaunches& launches = evidence.launches;
  const double shift = evidence.shift();
  const Interval interval = evidence.interval(shift, level);
  const double limit = std::log1p(threshold);
  judgement.ratio = std::exp(shift);
  judgement.interval = {std::exp(interval.low), std::exp(interval.high)};
  const auto is_small = [limit](const Interval& each) { return each.low >= -limit && each.high <= limit; };
  if (is_small(evidence.interval(shift, first_level))) {
    judgement.verdict = Verdict::same;
  } else if (interval.low > 0 && !is_small(interval)) {
    judgement.verdict = Verdict::slower;
  } else if (interval.high < 0 && !is_small(interval)) {
    judgement.verdict = Verdict::faster;
  } else {
    const double half =
        std::isnan(interval.low) ? expected_half_width(launches, level) : (interval.high - interval.low) / 2;
    const double needed = launches_to_decide(launches, shift, half, level, limit);
    const auto present = static_cast<double>(std::min(launches.base.size(), launches.other.size()));
    judgement.more_launches = std::max<std::int64_t>(1, std::llround(std::ceil(needed - present)));
  }
  return judgement;
}

} // namespace

std::vector<Judgement> judge(std::span<const CaseLaunches> cases, double threshold) {
  Tests tests;
  const std::vector<Evidence> evidences = gather(cases, tests);
  std::vector<double> p_values(cases.size());
  std::ranges::transform(evidences, p_values.begin(), &Evidence::p_value);
  const std::vector<double> levels = holm_levels(p_values, family_level);
  std::vector<Judgement> judgements;
  judgements.reserve(cases.size());
  for (std::size_t i = 0; i < cases.size(); ++i) {
    judgements.push_back(
        judge_case(evidences[i], levels[i], family_level / static_cast<double>(cases.size()), threshold));
  }
  return judgements;
}

} // namespace sweep
