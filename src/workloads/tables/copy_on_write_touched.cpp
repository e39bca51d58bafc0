// Way `copy_on_write_touched`: forked workers that write one word to each page of the table, as CPython's reference
// counts do when a worker only reads: the kernel then copies all of it for each of them.

#include <unistd.h>

#include <optional>

#include "workloads/tables/forked_readers.hpp"
#include "workloads/tables/mapped_words.hpp"

namespace sweep {
namespace {

/// Writes to each page what stands there.
ConstWords touched(Words table) {
  const std::size_t page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE)) / sizeof(std::uint64_t);
  for (std::size_t place = 0; place < table.size(); place += page) {
    volatile std::uint64_t& word = table[place];
    word = word;
  }
  return table;
}

class CopyOnWriteTouched final : public TableUse {
 public:
  explicit CopyOnWriteTouched(const TableAsked& asked) : asked_(asked) {}

  void make_ready() override { fill_table(table_.emplace(asked_.words).words(), asked_.seed); }

  Reading read() override {
    return read_forked(asked_.workers, [this] { return touched(table_->words()); });
  }

 private:
  TableAsked asked_;
  std::optional<MappedWords> table_;
};

} // namespace

TableDescriptor copy_on_write_touched_table() {
  return {.name = "copy_on_write_touched",
          .summary = "forked workers read the rank's, having written to each page of it",
          .copies = [](std::int64_t workers) { return workers + 1; },
          .open = [](const TableAsked& asked) -> std::unique_ptr<TableUse> {
            return std::make_unique<CopyOnWriteTouched>(asked);
          }};
}

} // namespace sweep
