#include "results/comparison.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <set>
#include <unordered_map>

namespace sweep {
namespace {

/// Rows of cases by what they are.
using Places = std::unordered_map<std::string, std::size_t>;

Places places_of(const Side& side, const std::vector<std::string>& parameters) {
  const std::vector<std::string> texts = identities(side, parameters);
  Places places;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    places.emplace(texts[i], i);
  }
  return places;
}

/// The others, with the cases of each by what they are.
struct Others {
  std::span<const Side> sides;
  std::vector<Places> places;

  /// Calls `act` with a side and a row for each that has the case.
  template <typename Act>
  void for_each(const std::string& identity, const Act& act) const {
    for (std::size_t i = 0; i < sides.size(); ++i) {
      if (const auto found = places[i].find(identity); found != places[i].end()) {
        act(sides[i], found->second);
      }
    }
  }
};

void append(const std::vector<LaunchMedian>& medians, std::vector<double>& seconds) {
  std::ranges::transform(medians, std::back_inserter(seconds), &LaunchMedian::seconds);
}

/// Why a case that both sides have cannot be compared; empty where it can. One that failed may have had enough
/// repetitions before.
std::string obstacle(const ComparedCase& compared, bool base_failed, bool other_failed) {
  const auto reason = [](const std::vector<double>& medians, bool failed, const std::string& side) -> std::string {
    if (failed) {
      return "it failed in " + side;
    }
    return medians.empty() ? "no launch of " + side + " has enough repetitions of it" : "";
  };
  const std::string base = reason(compared.launches.base, base_failed, "BASE");
  return base.empty() ? reason(compared.launches.other, other_failed, "NEW") : base;
}

void compare_case(const Side& base, std::size_t row, const std::string& identity, const Others& others,
                  Comparison& comparison) {
  const CaseRecord& record = base.cases[row];
  ComparedCase compared{.base = row, .launches = {}};
  append(base.medians[row], compared.launches.base);
  bool known = false;
  bool failed = false;
  others.for_each(identity, [&](const Side& side, std::size_t place) {
    const CaseRecord& same = side.cases[place];
    known = true;
    failed = failed || same.status == CaseStatus::failed;
    const bool may_differ = record.answer == "differs" || same.answer == "differs"; // as is meant
    compared.answers_differ = compared.answers_differ || (same.checksum != record.checksum && !may_differ);
    append(side.medians[place], compared.launches.other);
  });
  const bool base_failed = record.status == CaseStatus::failed;
  const std::string why = known ? obstacle(compared, base_failed, failed) : "it is only in BASE";
  if (why.empty()) {
    comparison.cases.push_back(std::move(compared));
  } else {
    comparison.left_out.push_back({record, why, failed && !base_failed});
  }
}

void list_cases_of_others_only(const Places& base, const Others& others, const std::vector<std::string>& parameters,
                               Comparison& comparison) {
  std::set<std::string> listed;
  for (const Side& side : others.sides) {
    const std::vector<std::string> texts = identities(side, parameters);
    for (std::size_t i = 0; i < texts.size(); ++i) {
      if (!base.contains(texts[i]) && listed.insert(texts[i]).second) {
        comparison.left_out.push_back({side.cases[i], "it is only in NEW"});
      }
    }
  }
}

void add_noise(const Side& base, const Side& noise, Comparison& comparison) {
  const Side* both[]{&base, &noise};
  const Parameters parameters = parameters_of(both);
  const std::vector<std::string> texts = identities(base, parameters.shared);
  const Places places = places_of(noise, parameters.shared);
  for (ComparedCase& each : comparison.cases) {
    const auto found = places.find(texts[each.base]);
    if (found == places.end()) {
      ++comparison.noise_is_unknown;
    } else {
      const std::optional<Spread> spread = spread_of(by_label(noise.medians[found->second], noise.launches));
      const bool known = spread && spread->launches >= fewest_that_tell_noise;
      each.launches.noise = known ? spread : std::nullopt;
      comparison.noise_is_too_short = comparison.noise_is_too_short || !known;
    }
  }
}

void judge_all(std::vector<ComparedCase>& cases, double threshold) {
  std::vector<CaseLaunches> launches;
  launches.reserve(cases.size());
  std::ranges::transform(cases, std::back_inserter(launches), &ComparedCase::launches);
  const std::vector<Judgement> judgements = judge(launches, threshold);
  const double level = family_level / static_cast<double>(2 * cases.size()); // two sides a case; Bonferroni
  const auto modes_of = [&](const std::vector<double>& medians) {
    const auto found = two_modes(medians, level);
    return found && found->high > found->low * (1 + threshold) ? found : std::nullopt;
  };
  for (std::size_t i = 0; i < cases.size(); ++i) {
    cases[i].judgement = judgements[i];
    cases[i].base_modes = modes_of(cases[i].launches.base);
    cases[i].other_modes = modes_of(cases[i].launches.other);
  }
}

/// Which versions are compared.
void add_versions(const Side& base, std::span<const Side> others, const std::vector<std::string>& names,
                  std::vector<Difference>& differences) {
  const auto texts = [](const Side& side, const std::string& name) {
    const std::set<std::string> values = values_of_cases(side, name);
    return std::vector<std::string>(values.begin(), values.end());
  };
  for (const std::string& name : names) {
    Difference& added = differences.emplace_back(Difference{name, texts(base, name), {}});
    for (const Side& side : others) {
      std::ranges::copy(texts(side, name), std::back_inserter(added.other));
    }
  }
}

void look_at_order(const Side& base, std::span<const Side> others, Comparison& comparison) {
  double later = 0;
  comparison.base_launches = std::ssize(base.launches);
  for (const Side& side : others) {
    comparison.other_launches += std::ssize(side.launches);
    for (const LaunchRecord& one : base.launches) {
      for (const LaunchRecord& other : side.launches) {
        later += other.began > one.began ? 1 : other.began == one.began ? 0.5 : 0; // of one form: ISO 8601 in UTC
      }
    }
  }
  comparison.later = later / static_cast<double>(comparison.base_launches * comparison.other_launches);
}

} // namespace

std::int64_t Comparison::count(Verdict verdict) const {
  return std::ranges::count_if(cases, [&](const ComparedCase& each) { return each.judgement.verdict == verdict; });
}

bool Comparison::one_way() const {
  constexpr std::size_t fewest = 4; // cases of which it is worth saying
  constexpr double nearly_all = 0.9;
  const auto most = std::max(count(Verdict::slower), count(Verdict::faster));
  return cases.size() >= fewest && static_cast<double>(most) >= nearly_all * static_cast<double>(cases.size());
}

Comparison compare(const Side& base, std::span<const Side> others, const Side* noise, double threshold) {
  std::vector<const Side*> all{&base};
  std::ranges::transform(others, std::back_inserter(all), [](const Side& side) { return &side; });
  const Parameters parameters = parameters_of(all);
  Comparison comparison{.differences = differences_between(base, others), .own_parameters = parameters.own};
  add_versions(base, others, parameters.versions, comparison.differences);
  look_at_order(base, others, comparison);
  Others with_places{.sides = others, .places = {}};
  std::ranges::transform(others, std::back_inserter(with_places.places),
                         [&](const Side& side) { return places_of(side, parameters.shared); });
  const std::vector<std::string> texts = identities(base, parameters.shared);
  for (std::size_t row = 0; row < texts.size(); ++row) {
    compare_case(base, row, texts[row], with_places, comparison);
  }
  list_cases_of_others_only(places_of(base, parameters.shared), with_places, parameters.shared, comparison);
  if (noise != nullptr) {
    add_noise(base, *noise, comparison);
  }
  judge_all(comparison.cases, threshold);
  return comparison;
}

} // namespace sweep
