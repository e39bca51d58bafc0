// Workload `footprint` on several ranks, of which each is a worker or has some. All ranks run all tests.

#include <gtest/gtest.h>

#include "solo.hpp"
#include "workloads/tables/catalogue.hpp"

namespace sweep {
namespace {

using test::world;

constexpr std::size_t table_bytes = std::size_t{32} << 20U; // so that the table is most of what a worker has
constexpr std::size_t worker_count = 3;

class EveryTable : public testing::TestWithParam<std::string> {
 protected:
  static std::size_t words() { return table_bytes / sizeof(std::uint64_t); }
  const TableDescriptor& way() const { return *find_table(GetParam()); }

  Reading read() {
    use_ = way().open({.words = words(), .seed = 3, .workers = worker_count, .ranks = world()});
    use_->make_ready();
    return use_->read();
  }

  std::int64_t before_ = memory_use().proportional; ///< Of this rank.
  std::unique_ptr<TableUse> use_;
};

INSTANTIATE_TEST_SUITE_P(Footprint, EveryTable, testing::ValuesIn(names_of(tables())),
                         [](const auto& test) { return test.param; });

TEST_P(EveryTable, HasEveryWorkerReadTheSame) {
  std::vector<std::uint64_t> table(words());
  fill_table(table, 3);
  const Reading found = read();
  EXPECT_EQ(found.readers.size(), way().workers_are_ranks ? 1 : worker_count);
  for (const Reader& each : found.readers) {
    EXPECT_EQ(each.sum, checksum(table));
    EXPECT_GT(each.reading, 0);
    EXPECT_GE(each.starting, 0);
  }
}

TEST_P(EveryTable, TakesOneTableOrOneAWorker) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "a sanitizer has memory of its own";
#endif
  const Reading found = read();
  if (found.readers.front().memory.resident == 0) {
    GTEST_SKIP() << "no /proc/self/smaps_rollup";
  }
  const auto table = static_cast<std::int64_t>(table_bytes);
  std::int64_t together = found.beside;
  for (const Reader& each : found.readers) {
    EXPECT_GE(each.memory.resident, table) << "each has all of it";
    together += each.memory.proportional;
  }
  const bool copied = GetParam() == "copy_on_write_touched";
  if (way().workers_are_ranks) {
    together = static_cast<std::int64_t>(world().sum(static_cast<std::uint64_t>(together)));
    const std::int64_t tables = GetParam() == "copy_a_rank" ? world().size() : 1;
    EXPECT_GE(together, tables * table);
    const auto all_else = static_cast<std::int64_t>(world().sum(static_cast<std::uint64_t>(before_)));
    EXPECT_LT(together, tables * table + 2 * all_else + table / 2);
  } else {
    const std::int64_t tables = copied ? static_cast<std::int64_t>(worker_count) + 1 : 1;
    EXPECT_GE(together, tables * table - table / 8);
    EXPECT_LT(together, tables * table + 2 * before_ + table / 2);
    EXPECT_EQ(found.readers.front().memory.unique > table * 3 / 4, copied);
  }
}

} // namespace
} // namespace sweep
