// Way `threads`: threads of the rank read its table. RSS is that of their process, which each of them has; of PSS and
// USS each has an equal part.

#include <optional>
#include <thread>

#include "workloads/tables/mapped_words.hpp"

namespace sweep {
namespace {

class ThreadsOnATable final : public TableUse {
 public:
  explicit ThreadsOnATable(const TableAsked& asked) : asked_(asked) {}

  void make_ready() override { fill_table(table_.emplace(asked_.words).words(), asked_.seed); }

  Reading read() override {
    std::vector<Reader> found(asked_.workers);
    const Instant asked = now();
    {
      std::vector<std::jthread> threads;
      threads.reserve(found.size());
      for (Reader& each : found) {
        threads.emplace_back([this, asked, &each] {
          const Instant ready = now();
          each.sum = checksum(table_->words());
          each.reading = seconds_between(ready, now());
          each.starting = seconds_between(asked, ready);
        });
      }
    }
    const auto workers = static_cast<std::int64_t>(asked_.workers);
    MemoryUse memory = memory_use();
    memory.proportional /= workers;
    memory.unique /= workers;
    for (Reader& each : found) {
      each.memory = memory;
    }
    return {.readers = std::move(found)};
  }

 private:
  TableAsked asked_;
  std::optional<MappedWords> table_;
};

} // namespace

TableDescriptor threads_table() {
  return {.name = "threads",
          .summary = "threads read the rank's",
          .copies = [](std::int64_t) { return 1; },
          .open = [](const TableAsked& asked) -> std::unique_ptr<TableUse> {
            return std::make_unique<ThreadsOnATable>(asked);
          }};
}

} // namespace sweep
