// Way `copy_a_rank`: each rank makes a table of its own, as programs do that know of no other rank.

#include <optional>

#include "workloads/tables/mapped_words.hpp"

namespace sweep {
namespace {

class CopyARank final : public TableUse {
 public:
  explicit CopyARank(const TableAsked& asked) : asked_(asked) {}

  void make_ready() override { fill_table(table_.emplace(asked_.words).words(), asked_.seed); }

  Reading read() override {
    const Instant begin = now();
    const std::uint64_t sum = checksum(table_->words());
    return {.readers = {{.reading = seconds_between(begin, now()), .sum = sum, .memory = memory_use()}}};
  }

 private:
  TableAsked asked_;
  std::optional<MappedWords> table_;
};

} // namespace

TableDescriptor copy_a_rank_table() {
  return {
      .name = "copy_a_rank",
      .summary = "each rank has its own",
      .workers_are_ranks = true,
      .copies = [](std::int64_t) { return 1; },
      .open = [](const TableAsked& asked) -> std::unique_ptr<TableUse> { return std::make_unique<CopyARank>(asked); }};
}

} // namespace sweep
