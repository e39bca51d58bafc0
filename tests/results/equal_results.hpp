#pragma once

#include <algorithm>
#include <string>
#include <tuple>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

#include "results/latencies.hpp"
#include "results/locks.hpp"
#include "results/measures.hpp"
#include "results/operations.hpp"
#include "results/schema.hpp"

namespace sweep::test {

/// NaN, which differs from itself, has one.
inline std::vector<std::string> texts(const Column::Values& values) {
  std::vector<std::string> all;
  std::visit(
      [&](const auto& column) {
        for (const auto& value : column) {
          all.push_back(testing::PrintToString(value));
        }
      },
      values);
  return all;
}

inline void expect_equal(const Table& read, const Table& written) {
  ASSERT_EQ(read.columns.size(), written.columns.size());
  for (std::size_t i = 0; i < read.columns.size(); ++i) {
    EXPECT_EQ(read.columns[i].name, written.columns[i].name);
    EXPECT_EQ(read.columns[i].unit, written.columns[i].unit);
    EXPECT_EQ(texts(read.columns[i].values), texts(written.columns[i].values)) << written.columns[i].name;
  }
}

inline auto columns_of(const TraceSpan& span) {
  return std::tuple(span.rank, span.thread, span.state, span.begin_s, span.end_s);
}

inline void expect_equal(const Result& read, const Result& written) {
  EXPECT_EQ(read.created, written.created);
  EXPECT_EQ(read.complete, written.complete);
  EXPECT_EQ(read.campaign.name, written.campaign.name);
  EXPECT_EQ(read.campaign.seed, written.campaign.seed);
  EXPECT_EQ(read.campaign.toml, written.campaign.toml);
  EXPECT_EQ(read.campaign.command_line, written.campaign.command_line);
  EXPECT_EQ(read.provenance, written.provenance);
  EXPECT_EQ(read.parameters, written.parameters);
  ASSERT_EQ(read.cases.size(), written.cases.size());
  for (std::size_t i = 0; i < read.cases.size(); ++i) {
    EXPECT_EQ(read.cases[i].parameters, written.cases[i].parameters);
    EXPECT_EQ(read.cases[i].wait_s, written.cases[i].wait_s);
    EXPECT_EQ(read.cases[i].bound_s, written.cases[i].bound_s);
    EXPECT_EQ(read.cases[i].warnings, written.cases[i].warnings);
    EXPECT_EQ(read.cases[i].status, written.cases[i].status);
    EXPECT_EQ(read.cases[i].checksum, written.cases[i].checksum);
  }
  expect_equal(launches_table(read.launches), launches_table(written.launches));
  expect_equal(samples_table(read.samples), samples_table(written.samples));
  ASSERT_EQ(read.latencies.size(), written.latencies.size());
  for (const auto& [index, record] : written.latencies) {
    const LatencyRecord& found = read.latencies.at(index);
    EXPECT_EQ(found.meaning, record.meaning);
    expect_equal(latency_table(found, operations_of(read, index)),
                 latency_table(record, operations_of(written, index)));
    EXPECT_EQ(found.latency.max(), record.latency.max());
    EXPECT_EQ(found.lag.max(), record.lag.max());
    EXPECT_EQ(found.handover.max(), record.handover.max());
  }
  ASSERT_EQ(read.operations.size(), written.operations.size());
  if (!written.operations.empty()) {
    expect_equal(operations_table(read), operations_table(written));
    expect_equal(phases_table(read), phases_table(written));
  }
  expect_equal(locks_table(read.locks), locks_table(written.locks));
  expect_equal(measures_table(read.measures), measures_table(written.measures));
  ASSERT_EQ(read.traces.size(), written.traces.size());
  for (const auto& [index, trace] : written.traces) {
    const TraceRecord& found = read.traces.at(index);
    EXPECT_EQ(found.untraced, trace.untraced);
    EXPECT_TRUE(std::ranges::equal(found.spans, trace.spans, {}, columns_of, columns_of));
  }
  ASSERT_EQ(read.estimates.size(), written.estimates.size());
  for (std::size_t i = 0; i < read.estimates.size(); ++i) {
    EXPECT_EQ(read.estimates[i].experiment, written.estimates[i].experiment);
    EXPECT_EQ(read.estimates[i].problem, written.estimates[i].problem);
    EXPECT_EQ(read.estimates[i].varying, written.estimates[i].varying);
    expect_equal(read.estimates[i].table, written.estimates[i].table);
  }
}

} // namespace sweep::test
