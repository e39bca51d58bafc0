#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "results/merged_cases.hpp"
#include "results/record.hpp"

namespace sweep {

/// The union of results of one campaign: shards, whole ones, and such that were merged before. The same whatever their
/// order and however often each comes, since a launch is known by where it was measured first (origin_of()), and of two
/// states of it the later is taken; launches stay apart, by time. A case that several launches measured, as the base of
/// several shards, is one case with the repetitions of all; what is kept of a case and not of a launch (latencies,
/// operations, a trace) is that of who knows most, and warnings are those of all states. In memory is what the merged
/// result has.
class Union {
 public:
  /// @param name  of its file, for messages
  /// Throws UsageError where it is of another campaign: other cases, another seed, another split or other answers.
  void add(Result result, const std::string& name);

  /// Complete where no shard is missing (missing_shards()) and every case is over. To be called once.
  Result take();

 private:
  /// A launch with what it measured. Cases are numbered by their places.
  struct MergedLaunch {
    LaunchRecord record = {};
    OriginRecord origin = {};
    std::optional<LaunchKey> before = {}; ///< Which it went on with.
    std::vector<Sample> samples = {};
    std::vector<PhaseSample> phases = {};
    std::vector<LockSample> locks = {};
    std::vector<MeasureSample> measures = {};
  };
  struct MergedCase {
    CaseRecord record = {};
    std::int64_t base = -1;                                    ///< Its place.
    std::set<std::pair<LaunchKey, std::string>> warnings = {}; ///< With the launch that each is of.
  };

  void expect_same_campaign(const Result& result, const std::string& name) const;
  void add_cases(const Result& result, const std::vector<LaunchKey>& keys, const std::string& name);
  void add_launches(Result& result, const std::vector<LaunchKey>& keys);
  void add_what_cases_have(const Result& result, const std::string& name);
  void add_heading(Result& result, const LaunchKey& first);
  PartRecord part() const;
  void take_cases(Result& merged, const std::map<LaunchKey, std::int64_t>& numbers);
  void take_launches(Result& merged, const std::map<LaunchKey, std::int64_t>& numbers);
  void take_what_cases_have(Result& merged);
  std::int64_t index_of(std::int64_t place) const { return indices_.at(place); }

  std::optional<LaunchKey> first_; ///< Of all launches, whose file gave the heading.
  Result heading_;                 ///< With campaign, provenance, and what is known of columns.
  bool has_whole_ = false;
  PartRecord part_;
  std::set<std::int64_t> shards_;
  std::map<LaunchKey, MergedLaunch> launches_;
  std::map<std::int64_t, MergedCase> cases_; ///< By place; so are the next three.
  std::map<std::int64_t, LatencyRecord> latencies_;
  std::map<std::int64_t, std::vector<OperationRecord>> operations_;
  std::map<std::int64_t, TraceRecord> traces_;
  std::map<std::pair<std::string, std::int64_t>, EstimatesRecord> estimates_; ///< By experiment and problem.
  std::map<std::int64_t, std::int64_t> indices_;                              ///< Cases of the merged result, by place.
};

} // namespace sweep
