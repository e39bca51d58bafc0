#include "results/consistency.hpp"
#include "results/locks.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <stdexcept>

#include "../io/temporary_folder.hpp"
#include "core/errors.hpp"
#include "example_result.hpp"
#include "io/hdf5/durable_write.hpp"
#include "results/reader.hpp"
#include "results/schema.hpp"
#include "results/writer.hpp"

namespace sweep {
namespace {

/// One case of so many ranks, each for 2 s, then 4 s, then 8 s.
Result three_repetitions(std::int64_t ranks) {
  Result result;
  result.complete = true;
  result.cases.resize(1);
  for (const std::int64_t repetition : {0, 1, 2}) {
    for (std::int64_t rank = 0; rank < ranks; ++rank) {
      result.samples.push_back(test::example_sample(0, repetition, rank, static_cast<double>(2 << repetition)));
    }
  }
  return result;
}

/// In every repetition.
void add_thread(Result& result, std::int64_t rank, const LockUse& use) {
  for (const std::int64_t repetition : {0, 1, 2}) {
    result.locks.push_back({.case_index = 0, .repetition = repetition, .rank = rank, .use = use});
  }
}

LockUse holding(std::int64_t thread, std::int64_t lock, double seconds) {
  LockUse use{};
  use.thread = thread;
  use.lock = lock;
  use.held_s = seconds;
  return use;
}

double contention(const Result& result) {
  return summarise_locks(result).at(0).contention;
}

TEST(LockSummary, CountsALockAsBusyForWhatAllItsThreadsHeldIt) {
  Result result = three_repetitions(1);
  add_thread(result, 0, holding(0, 0, 1.0));
  add_thread(result, 0, holding(1, 0, 0.5));
  EXPECT_DOUBLE_EQ(contention(result), 1.5 / 4); // of the second repetition, the median
}

TEST(LockSummary, MeansTheLocksOfAllRanks) {
  Result result = three_repetitions(2);
  add_thread(result, 0, holding(0, 0, 1.0));
  add_thread(result, 0, holding(1, 1, 2.0));
  add_thread(result, 1, holding(0, 0, 3.0));
  EXPECT_DOUBLE_EQ(contention(result), (0.25 + 0.5 + 0.75) / 3);
}

TEST(LockSummary, IsNeverBusierThanAlways) {
  Result result = three_repetitions(1);
  add_thread(result, 0, holding(0, 0, 4.001)); // the clocks of a thread and of its rank are not read at one time
  EXPECT_EQ(contention(result), 1);
}

TEST(LockSummary, HasNoContentionWhereNoThreadNeedsALock) {
  Result result = three_repetitions(1);
  add_thread(result, 0, holding(0, -1, 1.0));
  add_thread(result, 0, holding(1, -1, 1.0));
  EXPECT_EQ(contention(result), 0);
}

TEST(LockSummary, GivesMediansOfSumsOverThreadsAndRanks) {
  Result result = three_repetitions(2);
  for (const std::int64_t rank : {0, 1}) {
    for (const std::int64_t repetition : {0, 1, 2}) {
      const auto scale = 1 + repetition;
      result.locks.push_back({.case_index = 0,
                              .repetition = repetition,
                              .rank = rank,
                              .use = {.thread = 0,
                                      .lock = 0,
                                      .held_s = 0.5 * static_cast<double>(scale),
                                      .waiting_s = 0.25 * static_cast<double>(scale),
                                      .released_s = 0.125 * static_cast<double>(scale),
                                      .device_s = 1.0 * static_cast<double>(scale),
                                      .requested_drops = 10 * scale,
                                      .voluntary_drops = 20 * scale,
                                      .switches = 100,
                                      .forced_waits = 30 * scale,
                                      .timed_out_waits = 40 * scale}});
    }
  }
  const LockSummary summary = summarise_locks(result).at(0);
  EXPECT_EQ(summary.held, 2 * 1.0);
  EXPECT_EQ(summary.waiting, 2 * 0.5);
  EXPECT_EQ(summary.released, 2 * 0.25);
  EXPECT_EQ(summary.device, 2 * 2.0);
  EXPECT_EQ(summary.switch_rate, 200 / 4.0);
  EXPECT_EQ(summary.requested_drops, 40);
  EXPECT_EQ(summary.voluntary_drops, 80);
  EXPECT_EQ(summary.forced_waits, 120);
  EXPECT_EQ(summary.timed_out_waits, 160);
}

TEST(LockSummary, IsARowACaseOfItsTable) {
  Result result = three_repetitions(1);
  add_thread(result, 0, holding(0, 0, 1.0));
  const Table table = contention_table(result);
  EXPECT_EQ(table.rows(), 1);
  EXPECT_EQ(table.get<double>("contention"), std::vector{0.25});
  EXPECT_EQ(table.get<double>("held_s"), std::vector{1.0});
  EXPECT_EQ(table.find("held_s")->unit, "s");
  EXPECT_EQ(table.find("switches_per_s")->unit, "1/s");
  EXPECT_EQ(contention_table(three_repetitions(1)).rows(), 0);
}

TEST(LocksTable, GivesTheLocksBack) {
  const Result written = test::example_result();
  const Table table = locks_table(written.locks);
  Result read;
  read.samples = written.samples;
  read_locks(table, schema_version, read);
  ASSERT_EQ(read.locks.size(), written.locks.size());
  for (std::size_t row = 0; row < read.locks.size(); ++row) {
    EXPECT_EQ(read.locks[row].case_index, 1);
    EXPECT_EQ(read.locks[row].use.lock, written.locks[row].use.lock);
    EXPECT_EQ(read.locks[row].use.device_s, written.locks[row].use.device_s);
    EXPECT_EQ(read.locks[row].use.timed_out_waits, written.locks[row].use.timed_out_waits);
  }
  EXPECT_EQ(table.find("thread")->unit, "1");
  EXPECT_EQ(table.find("waiting_s")->unit, "s");
}

TEST(LocksTable, ThatAFileLacksIsNone) {
  Result read;
  read_locks({}, schema_version, read);
  EXPECT_TRUE(read.locks.empty());
  EXPECT_TRUE(summarise_locks(read).empty());
}

TEST(LocksTable, OfADamagedFileIsRefused) {
  const Result written = test::example_result();
  Table table = locks_table(written.locks);
  Result without_samples;
  read_locks(table, schema_version, without_samples);
  EXPECT_THROW(check_consistency(without_samples), std::out_of_range);
  std::erase_if(table.columns, [](const Column& column) { return column.name == "switches"; });
  Result read;
  read.samples = written.samples;
  EXPECT_THROW(read_locks(table, schema_version, read), std::out_of_range);
}

TEST(Trace, OfAnUnknownStateIsRefused) {
  const test::TemporaryFolder folder;
  const auto path = folder.path() / "x.h5";
  write_durably(path, [](Hdf5File& file) {
    write_traces(file, {{1, {.spans = {{0, 0, LockState::held, 0.0, 1.0}}, .untraced = 0}}});
  });
  Result read;
  read_traces(Hdf5File::open(path), schema_version, read);
  EXPECT_EQ(read.traces.at(1).spans.size(), 1);
  write_durably(path, [](Hdf5File& file) {
    file.create_group("/trace");
    file.write_table("/trace/1", {{{"rank", "1", std::vector<std::int64_t>{0}},
                                   {"thread", "1", std::vector<std::int64_t>{0}},
                                   {"state", "", std::vector<std::string>{"asleep"}},
                                   {"begin_s", "s", std::vector<double>{0}},
                                   {"end_s", "s", std::vector<double>{1}}}});
  });
  EXPECT_THROW(read_traces(Hdf5File::open(path), schema_version, read), std::out_of_range);
}

} // namespace
} // namespace sweep
