// shard_files FOLDER SHARDS CASES: result files of a campaign that was measured in shards, s1.h5 and so on, with
// made-up times, for merge_shards.py: ten experiments of ten problems of Monte Carlo, so many cases in all beside the
// bases.

#include <fmt/format.h>

#include <charconv>
#include <cstdio>
#include <filesystem>
#include <set>
#include <string_view>

#include "core/split_mix.hpp"
#include "results/journal.hpp"
#include "results/writer.hpp"

namespace sweep {
namespace {

constexpr std::int64_t experiments = 10;
constexpr std::int64_t problems = 10; // of an experiment, each with a base
constexpr std::int64_t bases = experiments * problems;
constexpr std::int64_t ranks = 2;
constexpr std::int64_t repetitions = 6;

/// Place `p` of the campaign: the bases come first, then the cases, those of a problem together.
struct Campaign {
  std::int64_t shards;
  std::int64_t cases;

  std::int64_t base_of(std::int64_t place) const { return place < bases ? place : (place - bases) * bases / cases; }
};

CaseRecord case_at(const Campaign& campaign, std::int64_t place) {
  const std::int64_t base = campaign.base_of(place);
  CaseRecord record;
  record.experiment = fmt::format("experiment-{}", base / problems);
  record.workload = "monte_carlo";
  record.model = place == base ? "serial" : "threads";
  record.ranks = place == base ? 1 : ranks;
  record.threads = place == base ? 1 : 1 + place % 8;
  record.schedule = "dynamic";
  record.chunk = 1 + place;
  record.tasks = 1000;
  record.status = CaseStatus::finished;
  record.checksum = static_cast<std::uint64_t>(1 + base);
  record.parameters.set("kernel", "pi");
  record.parameters.set("draws", 1000 * (1 + base % problems));
  record.parameters.set("settings", std::int64_t{1000});
  record.parameters.set("radius", 0.5);
  return record;
}

EstimatesRecord estimates_of(std::int64_t base) {
  constexpr std::size_t settings = 1000;
  EstimatesRecord estimates;
  estimates.experiment = fmt::format("experiment-{}", base / problems);
  estimates.problem = base % problems;
  estimates.varying.set("draws", 1000 * (1 + base % problems));
  std::vector<std::int64_t> setting(settings);
  std::vector<double> mean(settings);
  SplitMix random(static_cast<std::uint64_t>(base));
  for (std::size_t i = 0; i < settings; ++i) {
    setting[i] = static_cast<std::int64_t>(i);
    mean[i] = random.next_unit();
  }
  estimates.table.columns = {{"setting", "1", setting}, {"mean", "1", mean}, {"standard_error", "1", mean}};
  return estimates;
}

void measure(Result& result, const CaseRecord& record, SplitMix& random) {
  for (std::int64_t repetition = 0; repetition < repetitions; ++repetition) {
    for (std::int64_t rank = 0; rank < record.ranks; ++rank) {
      result.samples.push_back({.case_index = record.index,
                                .launch = 0,
                                .repetition = repetition,
                                .rank = rank,
                                .wall_s = 1e-3 * (1 + random.next_unit()),
                                .tasks = record.tasks / record.ranks});
    }
  }
}

Result shard(const Campaign& campaign, std::int64_t number) {
  std::set<std::int64_t> places; // of as many problems as can be: with most of the bases and estimates
  for (std::int64_t own = number - 1; own < campaign.cases; own += campaign.shards) {
    places.insert({bases + own, campaign.base_of(bases + own)});
  }
  Result result;
  result.identity = random_identity();
  result.complete = true;
  result.created = fmt::format("2026-01-01T{:02}:{:02}:{:02}Z", number / 3600, number / 60 % 60, number % 60);
  result.campaign = {.name = "many",
                     .seed = 7,
                     .toml = "[campaign]\nname = \"many\"\n",
                     .command_line = fmt::format("sweep run many.toml --shard {}/{}", number, campaign.shards)};
  result.part = {.of = campaign.shards,
                 .shards = {number},
                 .cases = bases + campaign.cases,
                 .digest = "made-up",
                 .places = {places.begin(), places.end()}};
  result.launches = {{.launch = 0,
                      .began = result.created,
                      .ended = result.created,
                      .end = "all cases done",
                      .repetitions = std::ssize(places) * repetitions,
                      .ranks = ranks,
                      .hosts = fmt::format("n{}", number % 16),
                      .processor = "a processor"}};
  SplitMix random(static_cast<std::uint64_t>(number));
  for (const std::int64_t place : places) {
    CaseRecord& record = result.cases.emplace_back(case_at(campaign, place));
    record.index = std::ssize(result.cases) - 1;
    record.base = std::distance(places.begin(), places.find(campaign.base_of(place)));
    measure(result, record, random);
    if (place < bases) {
      result.estimates.push_back(estimates_of(place));
    }
  }
  return result;
}

std::int64_t number_of(std::string_view text) {
  std::int64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

} // namespace
} // namespace sweep

int main(int count, char** words) {
  const sweep::Campaign campaign{.shards = count == 4 ? sweep::number_of(words[2]) : 0,
                                 .cases = count == 4 ? sweep::number_of(words[3]) : 0};
  if (campaign.shards < 2 || campaign.cases < sweep::bases) {
    std::fputs("use: shard_files FOLDER SHARDS CASES, 2 shards and 100 cases or more\n", stderr);
    return 2;
  }
  for (std::int64_t number = 1; number <= campaign.shards; ++number) {
    sweep::write(sweep::shard(campaign, number), std::filesystem::path(words[1]) / fmt::format("s{}.h5", number));
  }
}
