// Way `copy_on_write`: forked workers share the pages of the rank, of which the kernel copies those that are written
// to. Here none is: a worker only reads.

#include <optional>

#include "workloads/tables/forked_readers.hpp"
#include "workloads/tables/mapped_words.hpp"

namespace sweep {
namespace {

class CopyOnWrite final : public TableUse {
 public:
  explicit CopyOnWrite(const TableAsked& asked) : asked_(asked) {}

  void make_ready() override { fill_table(table_.emplace(asked_.words).words(), asked_.seed); }

  Reading read() override {
    return read_forked(asked_.workers, [this] { return ConstWords(table_->words()); });
  }

 private:
  TableAsked asked_;
  std::optional<MappedWords> table_;
};

} // namespace

TableDescriptor copy_on_write_table() {
  return {.name = "copy_on_write",
          .summary = "forked workers read the rank's",
          .copies = [](std::int64_t) { return 1; },
          .open = [](const TableAsked& asked) -> std::unique_ptr<TableUse> {
            return std::make_unique<CopyOnWrite>(asked);
          }};
}

} // namespace sweep
