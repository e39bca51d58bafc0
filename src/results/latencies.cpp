#include "results/latencies.hpp"

#include <algorithm>
#include <stdexcept>

#include "results/schema.hpp"

namespace sweep {
namespace {

/// A histogram of every case.
struct HistogramKind {
  const char* name;
  Histogram LatencyRecord::*member;
  const char* meaning;
};

constexpr HistogramKind kinds[]{{"latency", &LatencyRecord::latency, "how many latencies were in the bucket"},
                                {"lag", &LatencyRecord::lag, "how many ready tasks were resumed so late"},
                                {"handover", &LatencyRecord::handover, "how many hand-overs of an interpreter lock"}};

struct Named {
  std::string name;
  const Histogram* histogram;
};

std::vector<Named> histograms(const LatencyRecord& record, const std::vector<OperationRecord>& operations) {
  std::vector<Named> all;
  for (const HistogramKind& kind : kinds) {
    all.push_back({kind.name, &(record.*kind.member)});
  }
  for (const OperationRecord& operation : operations) {
    all.push_back({operation.name, &operation.latency});
  }
  return all;
}

/// The buckets, from their lower ends (moved up by half a nanosecond, the narrowest bucket being one wide).
Histogram read_histogram(const Table& table, const Attributes& attributes, const std::string& column) {
  Histogram read;
  const std::vector<double>& low = table.get<double>("low_s");
  for (std::size_t row = 0; row < low.size(); ++row) {
    if (const std::int64_t times = table.get<std::int64_t>(column)[row]; times > 0) {
      read.add(low[row] + 0.5e-9, static_cast<std::uint64_t>(times));
    }
  }
  read.add(get<double>(attributes, column + "_max_s") + 0.5e-9, 0);
  return read;
}

} // namespace

std::vector<OperationRecord> operations_of(const Result& result, std::int64_t index) {
  const auto found = result.operations.find(index);
  return found == result.operations.end() ? std::vector<OperationRecord>() : found->second;
}

Table latency_table(const LatencyRecord& record, const std::vector<OperationRecord>& operations) {
  const std::vector<Named> all = histograms(record, operations);
  std::vector<double> low;
  std::vector<double> high;
  std::vector<std::vector<std::int64_t>> counts(all.size());
  for (std::size_t bucket = 0; bucket < Histogram::buckets; ++bucket) {
    if (std::ranges::all_of(kinds,
                            [&](const HistogramKind& kind) { return (record.*kind.member).count(bucket) == 0; })) {
      continue;
    }
    low.push_back(Histogram::lower(bucket));
    high.push_back(Histogram::lower(bucket + 1));
    for (std::size_t i = 0; i < all.size(); ++i) {
      counts[i].push_back(static_cast<std::int64_t>(all[i].histogram->count(bucket)));
    }
  }
  Table table{{{"low_s", "s", std::move(low)}, {"high_s", "s", std::move(high)}}};
  for (std::size_t i = 0; i < all.size(); ++i) {
    table.columns.push_back({all[i].name, "1", std::move(counts[i])});
  }
  return table;
}

Attributes latency_attributes(const LatencyRecord& record, const std::vector<OperationRecord>& operations) {
  Attributes attributes{{"meaning", record.meaning}};
  for (const auto& [name, histogram] : histograms(record, operations)) {
    attributes.emplace_back(name + "_p50_s", histogram->quantile(0.5));
    attributes.emplace_back(name + "_p99_s", histogram->quantile(0.99));
    attributes.emplace_back(name + "_max_s", histogram->max());
  }
  return attributes;
}

void read_latency(const Table& table, const Attributes& attributes, std::int64_t index, Result& result) {
  LatencyRecord& record = result.latencies[index];
  record.meaning = get<std::string>(attributes, "meaning");
  for (const HistogramKind& kind : kinds) {
    if (table.find(kind.name) != nullptr) { // the first files of version 1 had no hand-overs
      record.*kind.member = read_histogram(table, attributes, kind.name);
    }
  }
  if (const auto found = result.operations.find(index); found != result.operations.end()) {
    for (OperationRecord& operation : found->second) {
      operation.latency = read_histogram(table, attributes, operation.name);
    }
  }
}

void write_latencies(Hdf5File& file, const Result& result) {
  file.create_group("/latency");
  for (const auto& [index, record] : result.latencies) {
    const std::vector<OperationRecord> operations = operations_of(result, index);
    const std::string path = "/latency/" + std::to_string(index);
    file.write_table(path, latency_table(record, operations));
    for (const auto& [name, value] : latency_attributes(record, operations)) {
      file.write_attribute(path, name, value);
    }
  }
}

void read_latencies(const Hdf5File& file, Result& result) {
  if (!file.contains("/latency")) {
    return;
  }
  for (const std::string& child : file.children("/latency")) {
    const std::string path = "/latency/" + child;
    read_latency(file.read_table(path), file.read_attributes(path), case_of_name(child), result);
  }
}

void describe_latencies(std::vector<ColumnText>& all) {
  all.push_back({.table = "latency", .column = "low_s", .unit = "s", .meaning = "of a bucket: from here"});
  all.push_back({.table = "latency", .column = "high_s", .unit = "s", .meaning = "of a bucket: up to here"});
  for (const HistogramKind& kind : kinds) {
    all.push_back({.table = "latency", .column = kind.name, .unit = "1", .missing = "0", .meaning = kind.meaning});
  }
}

} // namespace sweep
