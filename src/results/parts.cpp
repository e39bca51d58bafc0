#include "results/parts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <stdexcept>

#include "core/number_list.hpp"
#include "results/columns.hpp"
#include "results/description.hpp"
#include "results/schema.hpp"

namespace sweep {
namespace {

using Numbers = std::vector<std::int64_t>;

constexpr const char* places_path = "/places";
constexpr const char* origins_path = "/origins";

/// A row of /places.
struct PlaceRecord {
  std::int64_t case_index = 0;
  std::int64_t place = 0;
};

constexpr ColumnOf<PlaceRecord> columns_of_places[]{
    {"case", "1", &PlaceRecord::case_index, "row of /cases", 4},
    {"place", "1", &PlaceRecord::place, "its number in the whole campaign, of which the file has a part", 4},
};

constexpr ColumnOf<OriginRecord> columns_of_origins[]{
    {"launch", "1", &OriginRecord::launch, "row of /launches", 4},
    {"origin", "", &OriginRecord::origin, "the file in which it began, its number there and when it began", 4},
    {"shard", "1", &OriginRecord::shard, "that it measured, from 1", 4},
    {"shards", "1", &OriginRecord::shards, "into so many the campaign was split; 1: it measured all", 4},
};

void read_shards(const Hdf5File& file, const Attributes& attributes, PartRecord& part) {
  constexpr std::int64_t most = 1'000'000;
  part.of = get<std::int64_t>(attributes, "shards");
  part.cases = get<std::int64_t>(attributes, "cases");
  part.digest = get<std::string>(attributes, "cases_digest");
  std::ranges::copy(numbers_of(get<std::string>(attributes, "shard")), std::back_inserter(part.shards));
  const Table places = file.read_table(places_path);
  for (const PlaceRecord& each : to_records(ColumnsOf<PlaceRecord>(columns_of_places), places, schema_version)) {
    part.places.push_back(each.place);
  }
  const bool right = part.of >= 2 && part.of <= most && !part.shards.empty() && part.shards.front() >= 1 &&
                     part.shards.back() <= part.of && std::ranges::is_sorted(part.places, std::ranges::less_equal{}) &&
                     (part.places.empty() || (part.places.front() >= 0 && part.places.back() < part.cases));
  if (!right) {
    throw std::out_of_range("a shard that is none");
  }
}

} // namespace

Table places_table(const Result& result) {
  std::vector<PlaceRecord> rows;
  for (const std::int64_t place : result.part.places) {
    rows.push_back({.case_index = std::ssize(rows), .place = place});
  }
  return to_table(ColumnsOf<PlaceRecord>(columns_of_places), rows);
}

Table origins_table(const Result& result) {
  return to_table(ColumnsOf<OriginRecord>(columns_of_origins), result.origins);
}

void describe_parts(std::vector<ColumnText>& all) {
  describe("places", ColumnsOf<PlaceRecord>(columns_of_places), all);
  describe("origins", ColumnsOf<OriginRecord>(columns_of_origins), all);
}

void write_part(Hdf5File& file, const Result& result) {
  const PartRecord& part = result.part;
  if (!part.is_whole()) {
    file.write_attribute("/campaign", "shards", part.of);
    file.write_attribute("/campaign", "shard", numbers_text(part.shards));
    file.write_attribute("/campaign", "cases", part.cases);
    file.write_attribute("/campaign", "cases_digest", part.digest);
    file.write_table(places_path, places_table(result));
  }
  if (!result.origins.empty()) {
    file.write_table(origins_path, origins_table(result));
  }
}

void read_part(const Hdf5File& file, Result& result) {
  const Attributes attributes = file.read_attributes("/campaign");
  if (std::ranges::find(attributes, "shards", &Attributes::value_type::first) != attributes.end()) {
    read_shards(file, attributes, result.part);
    if (!result.cases.empty() && result.cases.size() != result.part.places.size()) {
      throw std::out_of_range("cases of a shard without a place in the campaign");
    }
  }
  if (file.contains(origins_path)) {
    result.origins =
        to_records(ColumnsOf<OriginRecord>(columns_of_origins), file.read_table(origins_path), schema_version);
    if (result.origins.size() != result.launches.size()) {
      throw std::out_of_range("launches without an origin");
    }
  }
}

std::string origin_of(const Result& result, const LaunchRecord& launch) {
  return result.origins.empty() ? fmt::format("{}:{:04}:{}", result.identity, launch.launch, launch.began)
                                : result.origins[static_cast<std::size_t>(launch.launch)].origin;
}

std::string numbers_text(const std::vector<std::int64_t>& numbers) {
  std::vector<int> narrow(numbers.size());
  std::ranges::transform(numbers, narrow.begin(), [](std::int64_t each) { return static_cast<int>(each); });
  return to_list(std::move(narrow));
}

std::string shards_text(const PartRecord& part) {
  return part.is_whole() ? "1/1" : fmt::format("{}/{}", numbers_text(part.shards), part.of);
}

std::vector<std::int64_t> missing_shards(const PartRecord& part) {
  Numbers missing;
  for (std::int64_t number = 1; number <= part.of && !part.is_whole(); ++number) {
    if (!std::ranges::binary_search(part.shards, number)) {
      missing.push_back(number);
    }
  }
  return missing;
}

} // namespace sweep
