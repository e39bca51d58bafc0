#include "results/operations.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

#include "results/schema.hpp"

namespace sweep {
namespace {

/// Two ranks, three repetitions of writing and reading; rank 1 starts late and ends last.
Result two_operations() {
  Result result;
  result.cases.resize(1);
  result.operations[0] = {{.name = "write", .transfers = "chunk collective", .cache = "", .latency = {}},
                          {.name = "read", .transfers = "", .cache = "dropped", .latency = {}}};
  for (const std::int64_t repetition : {0, 1, 2}) {
    for (const std::int64_t operation : {0, 1}) {
      for (const std::int64_t rank : {0, 1}) {
        const double scale = static_cast<double>(1 + repetition);
        result.phases.push_back({.case_index = 0,
                                 .repetition = repetition,
                                 .rank = rank,
                                 .begin_s = 0.25 + 0.5 * static_cast<double>(rank),
                                 .open_s = 0.25 * scale,
                                 .transfer_s = 1.0 * scale,
                                 .sync_s = 0.5 * scale,
                                 .close_s = 0.25 * scale,
                                 .items = 10,
                                 .bytes = 1000,
                                 .device_read_bytes = operation == 1 ? 250 : 0,
                                 .device_written_bytes = operation == 1 ? 0 : 125,
                                 .operation = operation});
      }
    }
  }
  return result;
}

TEST(Operations, MeasureBandwidthFromTheFirstStartToTheLastEnd) {
  const OperationSummary summary = summarise_operations(two_operations().phases).at({0, 0});
  EXPECT_EQ(summary.time.median, 0.5 + 4.0); // the second repetition: from 0.25 to 0.75 + 4
  EXPECT_EQ(summary.bandwidth.median, 2000 / 4.5);
  EXPECT_EQ(summary.bandwidth.low, 2000 / 6.5);
  EXPECT_EQ(summary.bandwidth.high, 2000 / 2.5);
  EXPECT_EQ(summary.rate.median, 20 / 4.5);
  EXPECT_EQ(summary.bytes, 2000);
  EXPECT_EQ(summary.items, 20);
  EXPECT_EQ(summary.rank_low, 1000 / 4.0);
  EXPECT_EQ(summary.rank_high, 1000 / 4.0);
}

TEST(Operations, ShareTheTimeOfAllRanksAmongPhases) {
  const OperationSummary summary = summarise_operations(two_operations().phases).at({0, 1});
  EXPECT_DOUBLE_EQ(summary.open_share, 0.125);
  EXPECT_DOUBLE_EQ(summary.transfer_share, 0.5);
  EXPECT_DOUBLE_EQ(summary.sync_share, 0.25);
  EXPECT_DOUBLE_EQ(summary.close_share, 0.125);
  EXPECT_DOUBLE_EQ(summary.device_share, 0.25);
  EXPECT_DOUBLE_EQ(summarise_operations(two_operations().phases).at({0, 0}).device_share, 0.125); // written to one
}

TEST(Operations, WithoutBytesHaveNoShareOfADevice) { // which may write a directory's blocks then
  PhaseSample made;
  made.case_index = made.operation = made.repetition = 0;
  made.transfer_s = 1;
  made.device_written_bytes = 8192;
  EXPECT_EQ(summarise_operations({made}).at({0, 0}).device_share, 0);
}

TEST(Operations, ComeBackFromTheirTables) {
  const Result written = two_operations();
  Result read;
  read_operations(operations_table(written), phases_table(written), schema_version, read);
  ASSERT_EQ(read.operations.at(0).size(), 2);
  EXPECT_EQ(read.operations.at(0)[0].transfers, "chunk collective");
  EXPECT_EQ(read.operations.at(0)[1].name, "read");
  EXPECT_EQ(read.operations.at(0)[1].cache, "dropped");
  ASSERT_EQ(read.phases.size(), written.phases.size());
  for (std::size_t row = 0; row < read.phases.size(); ++row) {
    EXPECT_EQ(read.phases[row].operation, written.phases[row].operation);
    EXPECT_EQ(read.phases[row].end_s(), written.phases[row].end_s());
    EXPECT_EQ(read.phases[row].device_read_bytes, written.phases[row].device_read_bytes);
    EXPECT_EQ(read.phases[row].device_written_bytes, written.phases[row].device_written_bytes);
  }
}

TEST(Operations, ThatAFileLacksAreNone) {
  Result read;
  read_operations({}, {}, schema_version, read);
  EXPECT_TRUE(read.operations.empty());
  EXPECT_TRUE(phases_table(read).rows() == 0 && operations_table(read).rows() == 0);
}

TEST(Operations, OfAFileFromBeforeWritesToDevicesWereCountedAreRead) {
  const Result written = two_operations();
  Table phases = phases_table(written);
  std::erase_if(phases.columns, [](const Column& column) { return column.name == "device_written_bytes"; });
  Result read;
  read_operations(operations_table(written), phases, 1, read);
  ASSERT_EQ(read.phases.size(), written.phases.size());
  EXPECT_EQ(read.phases.front().device_written_bytes, 0);
  EXPECT_EQ(read.phases.back().device_read_bytes, 250);
}

TEST(Operations, OfADamagedFileAreRefused) {
  const Result written = two_operations();
  Table phases = phases_table(written);
  std::erase_if(phases.columns, [](const Column& column) { return column.name == "sync_s"; });
  Result read;
  EXPECT_THROW(read_operations(operations_table(written), phases, schema_version, read), std::out_of_range);
}

} // namespace
} // namespace sweep
