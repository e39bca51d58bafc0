#include "coverage.hpp"

#include <algorithm>
#include <cmath>

#include "results/summary.hpp"

namespace sweep::test {
namespace {

constexpr Repetitions rule{}; // that of a campaign which says nothing

double normal(std::mt19937_64& random) {
  return std::normal_distribution<double>()(random);
}

bool happens(double share, std::mt19937_64& random) {
  return std::uniform_real_distribution<double>()(random) < share;
}

/// Of the normal distribution around 0 of which so much is by `slower` higher: where its distribution function is 1/2.
double median_of_modes(double deviation, double slower, double share) {
  const auto below = [&](double x) {
    const auto cumulative = [deviation](double at) { return std::erfc(-at / deviation / std::sqrt(2.0)) / 2; };
    return (1 - share) * cumulative(x) + share * cumulative(x - slower);
  };
  double low = -slower;
  double high = 2 * slower;
  while (high - low > 1e-12) {
    const double middle = (low + high) / 2;
    (below(middle) < 0.5 ? low : high) = middle;
  }
  return (low + high) / 2;
}

/// Two cases of one task, the first of which is the base of both.
Result without_samples() {
  Result result;
  result.campaign.min_repetitions = rule.min;
  result.cases.resize(2);
  for (CaseRecord& record : result.cases) {
    record.base = 0;
    record.tasks = 1;
  }
  return result;
}

void add_samples(Result& result, std::int64_t index, std::int64_t launch, const std::vector<Seconds>& times) {
  std::int64_t repetition = launch * rule.max;
  for (const Seconds time : times) {
    Sample& sample = result.samples.emplace_back();
    sample.case_index = index;
    sample.launch = launch;
    sample.repetition = repetition++;
    sample.wall_s = time;
    sample.tasks = 1;
  }
}

double covers(const Interval& interval, double value) {
  return interval.low <= value && value <= interval.high ? 1 : 0;
}

/// Of what launches measure: known where times are as often above as below, else from so many more of them.
double median_over_launches(const Noise& noise, std::uint64_t seed) {
  if (noise.is_symmetric()) {
    return 1;
  }
  constexpr std::size_t many = 100'000;
  std::mt19937_64 random(seed + 1);
  std::vector<double> medians(many);
  for (double& median : medians) {
    median = summarise(SimulatedLaunch(noise, random).repeat(rule).times()).median;
  }
  return summarise(medians).median;
}

/// Judges what the first launch says of itself.
void judge_own(const CaseSummary& row, double own_median, double base_median, Coverage& sum) {
  sum.own_interval += covers(row.interval_s, own_median);
  if (!std::isnan(row.speedup_interval.low)) {
    sum.own_speedup_is += 1;
    sum.own_speedup += covers(row.speedup_interval, base_median / own_median);
  }
}

void simulate_once(const Noise& noise, double over_launches, std::mt19937_64& random, Coverage& sum) {
  Result result = without_samples();
  std::int64_t launch = 0;
  for (Coverage::OfLaunches& of : sum.of) {
    for (; launch < static_cast<std::int64_t>(of.launches); ++launch) {
      SimulatedLaunch base(noise, random);
      SimulatedLaunch own(noise, random);
      add_samples(result, 0, launch, base.repeat(rule).times());
      const Stopping stopping = own.repeat(rule);
      add_samples(result, 1, launch, stopping.times());
      sum.repetitions += static_cast<double>(stopping.times().size());
      sum.correlated += stopping.correlated() ? 1 : 0;
      if (launch == 0) {
        judge_own(summarise_cases(result)[1], own.true_median(), base.true_median(), sum);
      }
    }
    const CaseSummary row = summarise_cases(result)[1];
    of.interval += covers(row.interval_s, over_launches);
    of.spread += covers(row.launch_medians_s, over_launches);
    of.speedup += covers(row.speedup_interval, 1); // the ratio of two alike is as often above as below
  }
}

} // namespace

std::vector<Noise> noises() {
  return {{.name = "independent, 3 %"},
          {.name = "correlated by 0.5, 3 %", .correlation = 0.5},
          {.name = "independent, 10 %", .within = 0.1},
          {.name = "correlated by 0.5, 10 %", .within = 0.1, .correlation = 0.5},
          {.name = "3 %, drifting by 5 % from begin to end", .drift = 0.05},
          {.name = "two modes: 1 %, 35 % of repetitions 5 % slower",
           .within = 0.01,
           .slower = 0.05,
           .share_in_launch = 0.35},
          {.name = "5 % within, 3 % between launches", .within = 0.05, .between = 0.03},
          {.name = "3 % within, 5 % between launches", .within = 0.03, .between = 0.05},
          {.name = "correlated by 0.5, 3 % within, 5 % between", .within = 0.03, .between = 0.05, .correlation = 0.5},
          {.name = "two modes: 1 % within and between, 35 % of launches 5 % slower",
           .within = 0.01,
           .between = 0.01,
           .slower = 0.05,
           .share_of_launches = 0.35}};
}

SimulatedLaunch::SimulatedLaunch(const Noise& noise, std::mt19937_64& random)
    : noise_(noise), random_(random), level_(noise.between * normal(random)), drift_(noise.drift * normal(random)),
      last_(normal(random)) {
  level_ += happens(noise.share_of_launches, random) ? noise.slower : 0;
}

/// @param position  in the launch, 0 to 1
double SimulatedLaunch::next(double position) {
  const double correlation = noise_.correlation; // a process of first order with a variance of 1
  last_ = correlation * last_ + std::sqrt(1 - correlation * correlation) * normal(random_);
  const double mode = happens(noise_.share_in_launch, random_) ? noise_.slower : 0;
  return std::exp(level_ + drift_ * position + mode + noise_.within * last_);
}

Stopping SimulatedLaunch::repeat(const Repetitions& repetitions) {
  Stopping stopping(repetitions);
  while (!stopping.finished()) {
    stopping.add(next(static_cast<double>(stopping.times().size()) / static_cast<double>(repetitions.max - 1)));
  }
  return stopping;
}

double SimulatedLaunch::true_median() const {
  const double mode =
      noise_.share_in_launch > 0 ? median_of_modes(noise_.within, noise_.slower, noise_.share_in_launch) : 0;
  return std::exp(level_ + drift_ / 2 + mode);
}

Coverage simulate(const Noise& noise, std::int64_t trials, const std::vector<std::size_t>& launches,
                  std::uint64_t seed) {
  Coverage sum;
  for (const std::size_t count : launches) {
    sum.of.push_back({.launches = count});
  }
  const double over_launches = median_over_launches(noise, seed);
  std::mt19937_64 random(seed);
  for (std::int64_t trial = 0; trial < trials; ++trial) {
    simulate_once(noise, over_launches, random, sum);
  }
  const auto all = static_cast<double>(trials);
  sum.own_speedup /= sum.own_speedup_is;
  for (double* value : {&sum.repetitions, &sum.correlated}) {
    *value /= all * static_cast<double>(launches.back());
  }
  for (double* value : {&sum.own_interval, &sum.own_speedup_is}) {
    *value /= all;
  }
  for (Coverage::OfLaunches& of : sum.of) {
    for (double* value : {&of.interval, &of.spread, &of.speedup}) {
      *value /= all;
    }
  }
  return sum;
}

} // namespace sweep::test
