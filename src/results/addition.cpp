#include "results/addition.hpp"

#include <algorithm>
#include <cereal/archives/binary.hpp>
#include <cereal/types/string.hpp>
#include <cereal/types/utility.hpp>
#include <cereal/types/variant.hpp>
#include <cereal/types/vector.hpp>
#include <iterator>
#include <sstream>
#include <stdexcept>
#include <type_traits>

#include "results/estimates.hpp"
#include "results/latencies.hpp"
#include "results/locks.hpp"
#include "results/measures.hpp"
#include "results/operations.hpp"
#include "results/schema.hpp"

namespace sweep {

template <typename Archive>
void serialize(Archive& archive, Column& column) { // found by cereal, by its name
  archive(column.name, column.unit, column.values);
}

namespace {

/// A table with what else belongs to it, as in the result file, where `path` is its place.
struct Part {
  std::string path;
  Table table = {};
  Attributes attributes = {};

  template <typename Archive>
  void serialize(Archive& archive) {
    archive(path, table.columns, attributes);
  }
};

/// Reads what cereal::BinaryOutputArchive wrote, as cereal's own archive does; but a size that is more than the bytes
/// there are is refused before memory is taken for it.
class BytesArchive : public cereal::InputArchive<BytesArchive, cereal::AllowEmptyClassElision> {
 public:
  explicit BytesArchive(std::span<const std::byte> bytes) : InputArchive(this), left_(bytes) {}

  void read(void* data, std::size_t size) {
    expect(size);
    std::copy_n(left_.begin(), size,
                static_cast<std::byte*>(data)); // memcpy wants no null pointer, not even for nothing
    left_ = left_.subspan(size);
  }

  void expect(std::uint64_t size) const {
    if (size > left_.size()) {
      throw std::out_of_range(std::to_string(size) + " where " + std::to_string(left_.size()) + " bytes are left");
    }
  }

 private:
  std::span<const std::byte> left_;
};

template <typename Number>
requires std::is_arithmetic_v<Number>
void load(BytesArchive& archive, Number& number) {
  archive.read(&number, sizeof number);
}

template <typename Size>
void load(BytesArchive& archive, cereal::SizeTag<Size>& tag) {
  archive(tag.size);
  archive.expect(tag.size);
}

template <typename Value>
void load(BytesArchive& archive, cereal::NameValuePair<Value>& named) {
  archive(named.value);
}

template <typename Data>
void load(BytesArchive& archive, cereal::BinaryData<Data>& data) {
  archive.read(data.data, static_cast<std::size_t>(data.size));
}

constexpr std::string_view latency_path = "latency/";
constexpr std::string_view trace_path = "trace/";
constexpr const char* estimates_path = "estimates";

template <typename Rows>
void append(std::vector<Part>& parts, const char* path, const Rows& rows, Table table) {
  if (!rows.empty()) {
    parts.push_back({.path = path, .table = std::move(table)});
  }
}

std::vector<Part> parts_of(const Result& news) {
  std::vector<Part> parts;
  append(parts, "launches", news.launches, launches_table(news.launches));
  append(parts, "cases", news.cases, changed_cases_table(news.cases));
  append(parts, "samples", news.samples, samples_table(news.samples));
  append(parts, "operations", news.operations, operations_table(news));
  append(parts, "phases", news.phases, phases_table(news));
  append(parts, "locks", news.locks, locks_table(news.locks));
  append(parts, "measures", news.measures, measures_table(news.measures));
  for (const auto& [index, record] : news.latencies) {
    parts.push_back({.path = std::string(latency_path) + std::to_string(index),
                     .table = latency_table(record, operations_of(news, index)),
                     .attributes = latency_attributes(record, operations_of(news, index))});
  }
  for (const auto& [index, trace] : news.traces) {
    parts.push_back({.path = std::string(trace_path) + std::to_string(index),
                     .table = trace_table(trace.spans),
                     .attributes = trace_attributes(trace)});
  }
  for (const EstimatesRecord& estimates : news.estimates) {
    parts.push_back({.path = estimates_path, .table = estimates.table, .attributes = estimates_attributes(estimates)});
    parts.back().attributes.emplace_back("problem", estimates.problem);
  }
  return parts;
}

const Table& table_of(const std::vector<Part>& parts, std::string_view path) {
  static const Table none;
  const auto found = std::ranges::find(parts, path, &Part::path);
  return found == parts.end() ? none : found->table;
}

void read_case(const Part& part, std::int64_t version, Result& news) {
  if (part.path.starts_with(latency_path)) {
    const std::int64_t index = case_of_name(part.path.substr(latency_path.size()));
    read_latency(part.table, part.attributes, index, news);
  } else if (part.path.starts_with(trace_path)) {
    const std::int64_t index = case_of_name(part.path.substr(trace_path.size()));
    news.traces[index] = read_trace(part.table, part.attributes, version);
  } else if (part.path == estimates_path) {
    news.estimates.push_back(
        read_estimates(part.table, part.attributes, get<std::int64_t>(part.attributes, "problem")));
  }
}

Result news_of(const std::vector<Part>& parts, std::int64_t version) {
  Result news;
  if (const Table& launches = table_of(parts, "launches"); launches.rows() > 0) {
    news.launches = read_launches(launches, version);
  }
  if (const Table& cases = table_of(parts, "cases"); cases.rows() > 0) {
    news.cases = read_changed_cases(cases, version);
  }
  if (const Table& samples = table_of(parts, "samples"); samples.rows() > 0) {
    news.samples = read_samples(samples, version);
  }
  read_operations(table_of(parts, "operations"), table_of(parts, "phases"), version, news);
  read_locks(table_of(parts, "locks"), version, news);
  news.measures = read_measures(table_of(parts, "measures"), version);
  for (const Part& part : parts) {
    read_case(part, version, news);
  }
  return news;
}

/// That of `all` with the number; throws std::out_of_range where there is none.
template <typename Record>
Record& numbered(std::vector<Record>& all, std::int64_t number, const char* what) {
  if (number < 0 || number >= std::ssize(all)) {
    throw std::out_of_range("no " + std::string(what) + " " + std::to_string(number));
  }
  return all[static_cast<std::size_t>(number)];
}

template <typename Record>
void move_to(std::vector<Record>& from, std::vector<Record>& to) {
  std::ranges::move(from, std::back_inserter(to));
}

void merge(const LatencyRecord& news, LatencyRecord& known) {
  known.meaning = news.meaning;
  known.latency.merge(news.latency);
  known.lag.merge(news.lag);
  known.handover.merge(news.handover);
}

void merge(const std::vector<OperationRecord>& news, std::vector<OperationRecord>& known) {
  known.resize(std::max(known.size(), news.size()));
  for (std::size_t i = 0; i < news.size(); ++i) {
    Histogram all = known[i].latency;
    all.merge(news[i].latency);
    known[i] = news[i];
    known[i].latency = all;
  }
}

void merge(EstimatesRecord news, std::vector<EstimatesRecord>& known) {
  const auto same = std::ranges::find_if(known, [&](const EstimatesRecord& each) {
    return each.experiment == news.experiment && each.problem == news.problem;
  });
  if (same == known.end()) {
    known.push_back(std::move(news));
  } else {
    *same = std::move(news);
  }
}

} // namespace

void add(Addition addition, Result& result) {
  Result& news = addition.news;
  for (LaunchRecord& launch : news.launches) {
    numbered(result.launches, launch.launch, "launch") = std::move(launch);
  }
  for (CaseRecord& changed : news.cases) {
    CaseRecord& known = numbered(result.cases, changed.index, "case");
    changed.parameters = std::move(known.parameters);
    known = std::move(changed);
  }
  LaunchRecord& present = numbered(result.launches, std::ssize(result.launches) - 1, "launch");
  if (addition.ends || addition.begins != Addition::nothing) {
    present.under_way = addition.begins;
  }
  present.repetitions += news.samples.empty() ? 0 : 1;
  move_to(news.samples, result.samples);
  move_to(news.phases, result.phases);
  move_to(news.locks, result.locks);
  move_to(news.measures, result.measures);
  for (const auto& [index, latencies] : news.latencies) {
    merge(latencies, result.latencies[index]);
  }
  for (const auto& [index, operations] : news.operations) {
    merge(operations, result.operations[index]);
  }
  for (auto& [index, trace] : news.traces) {
    result.traces.insert_or_assign(index, std::move(trace));
  }
  for (EstimatesRecord& each : news.estimates) {
    merge(std::move(each), result.estimates);
  }
}

std::vector<std::byte> encode(const Addition& addition) {
  std::ostringstream stream;
  {
    cereal::BinaryOutputArchive archive(stream);
    archive(addition.begins, addition.ends, parts_of(addition.news));
  }
  const std::string_view text = stream.view();
  const auto bytes = std::as_bytes(std::span(text));
  return {bytes.begin(), bytes.end()};
}

Addition decode(std::span<const std::byte> bytes, std::int64_t version) {
  BytesArchive archive(bytes);
  Addition addition;
  std::uint8_t ends = 0; // whatever byte stands there
  std::vector<Part> parts;
  archive(addition.begins, ends, parts);
  addition.ends = ends != 0;
  addition.news = news_of(parts, version);
  return addition;
}

} // namespace sweep
