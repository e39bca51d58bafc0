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

std::vector<OperationRecord> operations_of(const Result& result, std::int64_t index) {
  const auto found = result.operations.find(index);
  return found == result.operations.end() ? std::vector<OperationRecord>() : found->second;
}

/// The buckets, from their lower ends (moved up by half a nanosecond, the narrowest bucket being one wide).
Histogram read_histogram(const Hdf5File& file, const std::string& path, const Table& table, const std::string& column) {
  Histogram read;
  const std::vector<double>& low = table.get<double>("low_s");
  for (std::size_t row = 0; row < low.size(); ++row) {
    if (const std::int64_t times = table.get<std::int64_t>(column)[row]; times > 0) {
      read.add(low[row] + 0.5e-9, static_cast<std::uint64_t>(times));
    }
  }
  const Attribute max = file.read_attribute(path, column + "_max_s");
  read.add(std::get<double>(max) + 0.5e-9, 0);
  return read;
}

} // namespace

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

void write_latencies(Hdf5File& file, const Result& result) {
  file.create_group("/latency");
  for (const auto& [index, record] : result.latencies) {
    const std::vector<OperationRecord> operations = operations_of(result, index);
    const std::string path = "/latency/" + std::to_string(index);
    file.write_table(path, latency_table(record, operations));
    file.write_attribute(path, "meaning", record.meaning);
    for (const auto& [name, histogram] : histograms(record, operations)) {
      file.write_attribute(path, name + "_p50_s", histogram->quantile(0.5));
      file.write_attribute(path, name + "_p99_s", histogram->quantile(0.99));
      file.write_attribute(path, name + "_max_s", histogram->max());
    }
  }
}

void read_latencies(const Hdf5File& file, Result& result) {
  if (!file.contains("/latency")) {
    return;
  }
  for (const std::string& child : file.children("/latency")) {
    const std::string path = "/latency/" + child;
    const Table table = file.read_table(path);
    const std::int64_t index = case_of_name(child);
    LatencyRecord& record = result.latencies[index];
    record.meaning = std::get<std::string>(file.read_attribute(path, "meaning"));
    for (const HistogramKind& kind : kinds) {
      if (table.find(kind.name) != nullptr) { // the first files of version 1 had no hand-overs
        record.*kind.member = read_histogram(file, path, table, kind.name);
      }
    }
    if (const auto found = result.operations.find(index); found != result.operations.end()) {
      for (OperationRecord& operation : found->second) {
        operation.latency = read_histogram(file, path, table, operation.name);
      }
    }
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
