#pragma once

#include <map>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "results/record.hpp"

namespace sweep {

/// By case: the median of each launch that counts (results/launch_times.hpp), of those that are times; in order.
std::vector<std::vector<LaunchMedian>> case_medians(const Result& result);

/// Adds those of launches of which these are all samples.
void add_medians(std::span<const Sample> samples, std::int64_t min_repetitions,
                 std::vector<std::vector<LaunchMedian>>& medians);

/// What a comparison takes from a result file, a fraction of its samples.
struct Side {
  CampaignRecord campaign;
  Provenance provenance;
  std::vector<LaunchRecord> launches;
  std::vector<CaseRecord> cases;
  std::vector<std::vector<LaunchMedian>> medians; ///< By case.
  std::map<std::string, ParameterText> parameters;
};

/// Takes `result` apart, so that of two large files only one is in memory at a time.
Side side_of(Result result);

/// The medians of a case, in groups of the launches with one label.
std::vector<std::vector<double>> by_label(const std::vector<LaunchMedian>& medians,
                                          const std::vector<LaunchRecord>& launches);

/// By which parameters cases are told apart: by those that each side knows. A newer program has others, too, which tell
/// none of its cases from one of the older.
struct Parameters {
  std::vector<std::string> shared;
  std::vector<std::string> own; ///< Of some sides only.
  /// Of which each side has one value, and not all the same: the sides are versions of what they say, which tell no
  /// cases apart.
  std::vector<std::string> versions;
};

Parameters parameters_of(std::span<const Side* const> sides);

/// The values that the cases of a side have of a parameter.
std::set<std::string> values_of_cases(const Side& side, const std::string& parameter);

/// What each case is, in the order of `side.cases`, whatever its number: the same text for the same case of another
/// side told apart by those `parameters`. Of cases that these do not tell apart, the second one gets another text, and
/// so on.
std::vector<std::string> identities(const Side& side, const std::vector<std::string>& parameters);

} // namespace sweep
