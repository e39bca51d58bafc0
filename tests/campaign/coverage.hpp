// How often the intervals of /summary cover what they are said to hold for, of made-up times whose medians are known,
// repeated as the rule of campaign/stopping.hpp has them repeated.

#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "campaign/stopping.hpp"

namespace sweep::test {

/// How the times of a case vary around 1 s, in logarithms: 0.03 is 3 %.
struct Noise {
  std::string name;
  double within = 0.03;         ///< Standard deviation of repetitions in a launch.
  double between = 0;           ///< Standard deviation of launches.
  double correlation = 0;       ///< Of a repetition and the one before it.
  double drift = 0;             ///< Standard deviation of what a launch drifts by over the most repetitions.
  double slower = 0;            ///< The second mode is by so much slower.
  double share_in_launch = 0;   ///< So many repetitions of a launch are in it.
  double share_of_launches = 0; ///< So many launches are, with all their repetitions.

  bool is_symmetric() const { return share_in_launch == 0 && share_of_launches == 0; }
};

/// All that are simulated, from independent ones to launches in two modes.
std::vector<Noise> noises();

/// One launch of a case.
class SimulatedLaunch {
 public:
  SimulatedLaunch(const Noise& noise, std::mt19937_64& random);

  /// Repeats it until the rule is content.
  Stopping repeat(const Repetitions& rule);

  /// The median of as many repetitions as the rule allows.
  double true_median() const;

 private:
  double next(double position);

  const Noise& noise_;
  std::mt19937_64& random_;
  double level_;
  double drift_;
  double last_;
};

/// Shares of trials, 0 to 1.
struct Coverage {
  struct OfLaunches {
    std::size_t launches = 0;
    double interval = 0; ///< low_s … high_s covers the median over launches, …
    double spread = 0;   ///< … launch_low_s … launch_high_s does, …
    double speedup = 0;  ///< … and that of the speed-up the median of the ratios.
  };

  double repetitions = 0;     ///< Of a launch, on average.
  double correlated = 0;      ///< Launches in which the rule calls the repetitions correlated.
  double own_interval = 0;    ///< low_s … high_s of one launch covers that launch's own median, …
  double own_speedup = 0;     ///< … and that of the speed-up the ratio of both medians in it.
  double own_speedup_is = 0;  ///< Launches in which that interval is there.
  std::vector<OfLaunches> of; ///< As many as were asked for.
};

/// @param launches  ascending: of so many the intervals are judged
Coverage simulate(const Noise& noise, std::int64_t trials, const std::vector<std::size_t>& launches,
                  std::uint64_t seed = 16);

} // namespace sweep::test
