// What has been merged, as one result: cases and launches get their numbers.

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "core/split_mix.hpp"
#include "results/merge.hpp"

namespace sweep {
namespace {

/// Repetitions are numbered anew, by case: those of a launch after those of the launches before it.
class Renumbering {
 public:
  void begin_launch(const std::vector<Sample>& samples) {
    known_.clear();
    for (const Sample& each : samples) {
      known_.emplace_back(each.case_index, each.repetition);
    }
    std::ranges::sort(known_);
    known_.erase(std::unique(known_.begin(), known_.end()), known_.end());
    numbers_.clear();
    for (const auto& each : known_) {
      numbers_.push_back(next_[each.first]++);
    }
  }

  /// Of a repetition of the launch; what has no sample is none, and stays as it is.
  std::int64_t number_of(std::int64_t place, std::int64_t repetition) const {
    const auto found = std::ranges::lower_bound(known_, std::pair(place, repetition));
    return found != known_.end() && *found == std::pair(place, repetition)
               ? numbers_[static_cast<std::size_t>(found - known_.begin())]
               : repetition;
  }

 private:
  std::map<std::int64_t, std::int64_t> next_;                ///< By case.
  std::vector<std::pair<std::int64_t, std::int64_t>> known_; ///< Case and repetition, as the launch numbered it.
  std::vector<std::int64_t> numbers_;                        ///< The new ones.
};

/// In one order, whatever file they come from.
Values in_order(const Values& values) {
  std::vector<Values::Entry> entries(values.begin(), values.end());
  std::ranges::sort(entries, {}, &Values::Entry::first);
  Values sorted;
  for (auto& [name, value] : entries) {
    sorted.set(name, std::move(value));
  }
  return sorted;
}

} // namespace

PartRecord Union::part() const {
  const bool all_there = std::ssize(shards_) == part_.of && std::ssize(cases_) == part_.cases;
  if (has_whole_ || all_there) {
    return {};
  }
  PartRecord part = part_;
  part.shards = {shards_.begin(), shards_.end()};
  part.places.clear();
  for (const auto& [place, merged] : cases_) {
    part.places.push_back(place);
  }
  return part;
}

Result Union::take() {
  Result merged = std::move(heading_);
  merged.part = part();
  std::map<LaunchKey, std::int64_t> numbers;
  std::uint64_t one = 1;
  std::uint64_t other = 2;
  for (const auto& [key, launch] : launches_) {
    numbers.emplace(key, std::ssize(numbers));
    for (const char letter : fmt::format("{} {} {} ", key.origin, launch.samples.size(), launch.record.end)) {
      one = SplitMix::mix(one ^ static_cast<unsigned char>(letter));
      other = SplitMix::mix(other ^ static_cast<unsigned char>(letter));
    }
  }
  merged.identity = fmt::format("{:016x}{:016x}", one, other);
  merged.saves = 1;
  take_cases(merged, numbers);
  take_launches(merged, numbers);
  take_what_cases_have(merged);
  merged.complete =
      merged.part.is_whole() && std::ranges::count(merged.cases, CaseStatus::unfinished, &CaseRecord::status) == 0;
  return merged;
}

void Union::take_cases(Result& merged, const std::map<LaunchKey, std::int64_t>& numbers) {
  for (const auto& [place, each] : cases_) {
    indices_.emplace(place, std::ssize(indices_));
  }
  for (auto& [place, each] : cases_) {
    CaseRecord& record = merged.cases.emplace_back(std::move(each.record));
    record.index = index_of(place);
    record.base = each.base < 0 ? each.base : index_of(each.base);
    record.parameters = in_order(record.parameters);
    record.warnings.clear();
    for (const auto& [key, text] : each.warnings) {
      const std::int64_t launch = numbers.at(key);
      record.warnings.push_back(launch == 0 ? text : fmt::format("launch {}: {}", launch, text));
    }
  }
}

void Union::take_launches(Result& merged, const std::map<LaunchKey, std::int64_t>& numbers) {
  Renumbering renumbering;
  for (auto& [key, launch] : launches_) {
    const std::int64_t number = numbers.at(key);
    renumbering.begin_launch(launch.samples);
    const auto take_rows = [&](auto& rows, auto& into) {
      for (auto& row : rows) {
        row.repetition = renumbering.number_of(row.case_index, row.repetition);
        row.case_index = index_of(row.case_index);
        row.launch = number;
        into.push_back(std::move(row));
      }
      std::remove_reference_t<decltype(rows)>().swap(rows);
    };
    take_rows(launch.samples, merged.samples);
    take_rows(launch.phases, merged.phases);
    take_rows(launch.locks, merged.locks);
    take_rows(launch.measures, merged.measures);
    LaunchRecord& record = merged.launches.emplace_back(std::move(launch.record));
    launch.origin.launch = number;
    record.launch = number;
    record.continues = launch.before ? numbers.at(*launch.before) : LaunchRecord{}.continues;
    record.under_way = record.under_way < 0 ? record.under_way : index_of(record.under_way);
    merged.origins.push_back(std::move(launch.origin));
  }
}

void Union::take_what_cases_have(Result& merged) {
  const auto take_each = [&](auto& from, auto& into) {
    for (auto& [place, record] : from) {
      into.emplace(index_of(place), std::move(record));
    }
    from.clear();
  };
  take_each(latencies_, merged.latencies);
  take_each(operations_, merged.operations);
  take_each(traces_, merged.traces);
  std::map<std::string, std::int64_t> first; // case of an experiment
  for (const CaseRecord& each : merged.cases) {
    first.try_emplace(each.experiment, each.index);
  }
  for (auto& [key, estimates] : estimates_) {
    merged.estimates.push_back(std::move(estimates));
  }
  std::ranges::stable_sort(merged.estimates, {}, [&](const EstimatesRecord& each) {
    return std::pair(first[each.experiment], each.problem);
  });
}

} // namespace sweep
