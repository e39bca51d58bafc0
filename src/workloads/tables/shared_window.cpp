// Way `shared_window`: one table a node, in a window of MPI that all ranks of the node map (MPI 3.1, section 11.2.3).
// The first rank of a node fills it; all read it once, so that each has its pages.

#include <optional>

#include "comm/shared_window.hpp"
#include "workloads/tables/table.hpp"

namespace sweep {
namespace {

class SharedWindowTable final : public TableUse {
 public:
  explicit SharedWindowTable(const TableAsked& asked) : asked_(asked), node_(asked.ranks.split_by_node()) {}

  void make_ready() override {
    window_.emplace(node_, asked_.words * sizeof(std::uint64_t));
    if (node_.rank() == 0) {
      fill_table(table(), asked_.seed);
    }
    node_.barrier();
    first_sum_ = checksum(table());
    node_.barrier();
  }

  Reading read() override {
    const Instant begin = now();
    const std::uint64_t sum = checksum(table());
    return {.readers = {{.reading = seconds_between(begin, now()), .sum = sum, .memory = memory_use()}}};
  }

 private:
  Words table() const { return {static_cast<std::uint64_t*>(window_->memory()), asked_.words}; }

  TableAsked asked_;
  Communicator node_;
  std::optional<SharedWindow> window_;
  std::uint64_t first_sum_ = 0; ///< Kept, so that the first reading is done.
};

} // namespace

TableDescriptor shared_window_table() {
  return {.name = "shared_window",
          .summary = "one a node, in memory that its ranks share",
          .workers_are_ranks = true,
          .copies = [](std::int64_t) { return 1; },
          .open = [](const TableAsked& asked) -> std::unique_ptr<TableUse> {
            return std::make_unique<SharedWindowTable>(asked);
          }};
}

} // namespace sweep
