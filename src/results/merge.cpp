#include "results/merge.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <iterator>
#include <tuple>

#include "core/errors.hpp"
#include "results/parts.hpp"

namespace sweep {
namespace {

constexpr const char* merge_alike = "merge shards and launches of one campaign only, from launches of the same size";
constexpr std::string_view prefix = "launch ";

[[noreturn]] void refuse(const std::string& why, const std::string& name) {
  throw UsageError(why, name, merge_alike);
}

std::vector<LaunchKey> keys_of(const Result& result) {
  std::vector<LaunchKey> keys;
  for (const LaunchRecord& each : result.launches) {
    keys.push_back({.began = each.began, .origin = origin_of(result, each)});
  }
  return keys;
}

/// By case, its number in the whole campaign.
std::int64_t place_of(const Result& result, std::int64_t index) {
  return result.part.is_whole() || index < 0 ? index : result.part.places.at(static_cast<std::size_t>(index));
}

OriginRecord origin_record(const Result& result, const LaunchRecord& launch) {
  return result.origins.empty() ? OriginRecord{.origin = origin_of(result, launch),
                                               .shard = result.part.is_whole() ? 1 : result.part.shards.front(),
                                               .shards = result.part.of}
                                : result.origins[static_cast<std::size_t>(launch.launch)];
}

/// Into how many shards the campaign was split, for any of its launches; 1: for none.
std::int64_t split_of(const Result& result) {
  std::int64_t shards = result.part.of;
  for (const OriginRecord& each : result.origins) {
    shards = std::max(shards, each.shards);
  }
  return shards;
}

/// Which launch a warning is of, and what it says without its number. Its text may have numbers of other launches,
/// which mean nothing elsewhere.
std::pair<LaunchKey, std::string> known_by_launch(const std::string& warning, const std::vector<LaunchKey>& keys) {
  std::size_t launch = 0;
  std::string text = warning;
  if (warning.starts_with(prefix)) {
    const char* const end = warning.data() + warning.size();
    const auto [rest, error] = std::from_chars(warning.data() + prefix.size(), end, launch);
    if (error == std::errc() && launch < keys.size() && std::string_view(rest, end).starts_with(": ")) {
      text.assign(rest + 2, end);
    } else {
      launch = 0;
    }
  }
  if (text.starts_with("parts: launches ")) {
    text = "parts: several launches measured it in parts; between launches times differ more than within one";
  }
  return {keys.at(launch), text};
}

/// Which of two states of a launch is the later one.
auto state_of(const LaunchRecord& launch, const std::vector<Sample>& samples) {
  return std::tuple(samples.size(), launch.repetitions, launch.ended, launch.end);
}

/// What is known of columns; where two versions of the program say it in other words, always the same of the two.
void add_texts(const Result& result, Result& heading) {
  const auto words = [](const auto& text) { return std::tie(text.unit, text.meaning); };
  for (const auto& [parameter, text] : result.parameters) {
    ParameterText& known = heading.parameters.try_emplace(parameter, text).first->second;
    const auto column = std::max(known.column, text.column);
    known = words(text) < words(known) ? text : known;
    known.column = column;
  }
  for (const MeasureText& text : result.measure_texts) {
    const auto known = std::ranges::lower_bound(heading.measure_texts, text.name, {}, &MeasureText::name);
    if (known == heading.measure_texts.end() || known->name != text.name) {
      heading.measure_texts.insert(known, text);
    } else if (words(text) < words(*known)) {
      *known = text;
    }
  }
}

template <typename Row>
void hand_out(const Result& result, std::vector<Row>& rows, std::vector<std::vector<Row>>& by_launch) {
  by_launch.resize(result.launches.size());
  for (Row& row : rows) {
    row.case_index = place_of(result, row.case_index);
    by_launch.at(static_cast<std::size_t>(row.launch)).push_back(std::move(row));
  }
  std::vector<Row>().swap(rows);
}

} // namespace

void Union::expect_same_campaign(const Result& result, const std::string& name) const {
  if (result.identity.empty()) {
    throw UsageError("the file is of an older version, whose launches cannot be told apart", name,
                     "leave it out, and compare it with what the others say: sweep compare");
  }
  if (!first_) {
    return;
  }
  if (result.campaign.seed != heading_.campaign.seed) {
    refuse(fmt::format("its seed is {}, in the others it is {}", result.campaign.seed, heading_.campaign.seed), name);
  }
  const PartRecord& part = result.part;
  const std::int64_t shards = split_of(result);
  if (shards > 1 && part_.of > 1 && shards != part_.of) {
    refuse(fmt::format("it is of {} shards, others are of {}", shards, part_.of), name);
  }
  const std::int64_t cases = part.is_whole() ? std::ssize(result.cases) : part.cases;
  if (cases != part_.cases && cases > 0) {
    refuse(fmt::format("its campaign has {} cases, the others' has {}: it was launched on more or fewer ranks or cores",
                       cases, part_.cases),
           name);
  }
  if (!part.digest.empty() && !part_.digest.empty() && part.digest != part_.digest) {
    refuse("its campaign has other cases, or other shards of them: it was launched on more or fewer ranks or cores, or "
           "by another version",
           name);
  }
}

void Union::add(Result result, const std::string& name) {
  expect_same_campaign(result, name);
  if (result.launches.empty() || (result.cases.empty() && (result.part.is_whole() || !result.part.places.empty()))) {
    return; // it was begun, and nothing else
  }
  const std::vector<LaunchKey> keys = keys_of(result);
  add_cases(result, keys, name);
  add_what_cases_have(result, name);
  add_heading(result, std::ranges::min(keys));
  add_launches(result, keys);
}

/// What is said of all: as the file of the first launch says it.
void Union::add_heading(Result& result, const LaunchKey& first) {
  part_.of = std::max(part_.of, split_of(result));
  if (result.part.is_whole()) {
    has_whole_ = true;
    part_.cases = std::ssize(result.cases);
  } else {
    shards_.insert(result.part.shards.begin(), result.part.shards.end());
    part_.cases = result.part.cases;
    part_.digest = result.part.digest;
  }
  add_texts(result, heading_);
  const std::int64_t launches = std::max(heading_.campaign.launches, result.campaign.launches);
  if (!first_ || first < *first_) {
    first_ = first;
    heading_.created = result.created;
    heading_.campaign = result.campaign;
    heading_.provenance = result.provenance;
  }
  heading_.campaign.launches = launches;
}

void Union::add_cases(const Result& result, const std::vector<LaunchKey>& keys, const std::string& name) {
  for (const CaseRecord& record : result.cases) {
    const std::int64_t place = place_of(result, record.index);
    const std::int64_t base = place_of(result, record.base);
    const auto [known, is_new] = cases_.try_emplace(place, MergedCase{.record = record, .base = base});
    MergedCase& merged = known->second;
    if (!is_new) {
      if (const std::string its = case_words(record, base); its != case_words(merged.record, merged.base)) {
        refuse(fmt::format("its case {} is another one: {}; in the others: {}", place, its,
                           case_words(merged.record, merged.base)),
               name);
      }
      if (!join(merged.record, record)) {
        refuse(fmt::format("its case {} has another answer than in the others ({:016x}): {}", place, record.checksum,
                           case_words(record, base)),
               name);
      }
    }
    for (const std::string& warning : record.warnings) {
      merged.warnings.insert(known_by_launch(warning, keys));
    }
  }
}

void Union::add_what_cases_have(const Result& result, const std::string& name) {
  const auto add_each = [&](const auto& from, auto& into) {
    for (const auto& [index, record] : from) {
      const auto [known, is_new] = into.try_emplace(place_of(result, index), record);
      if (!is_new) {
        join(known->second, record);
      }
    }
  };
  add_each(result.latencies, latencies_);
  add_each(result.operations, operations_);
  add_each(result.traces, traces_);
  for (const EstimatesRecord& each : result.estimates) {
    const auto [known, is_new] = estimates_.try_emplace({each.experiment, each.problem}, each);
    if (!is_new && !same_estimates(known->second, each)) {
      refuse(fmt::format("its estimates of experiment {} are others than before", each.experiment), name);
    }
  }
}

void Union::add_launches(Result& result, const std::vector<LaunchKey>& keys) {
  std::vector<std::vector<Sample>> samples;
  std::vector<std::vector<PhaseSample>> phases;
  std::vector<std::vector<LockSample>> locks;
  std::vector<std::vector<MeasureSample>> measures;
  hand_out(result, result.samples, samples);
  hand_out(result, result.phases, phases);
  hand_out(result, result.locks, locks);
  hand_out(result, result.measures, measures);
  for (std::size_t i = 0; i < keys.size(); ++i) {
    LaunchRecord record = result.launches[i];
    record.under_way = place_of(result, record.under_way);
    MergedLaunch& merged = launches_[keys[i]];
    if (!merged.origin.origin.empty() && state_of(record, samples[i]) <= state_of(merged.record, merged.samples)) {
      continue;
    }
    merged = {.record = record,
              .origin = origin_record(result, record),
              .before = record.continues < 0 ? std::nullopt
                                             : std::optional(keys.at(static_cast<std::size_t>(record.continues))),
              .samples = std::move(samples[i]),
              .phases = std::move(phases[i]),
              .locks = std::move(locks[i]),
              .measures = std::move(measures[i])};
    merged.samples.shrink_to_fit();
  }
}

} // namespace sweep
