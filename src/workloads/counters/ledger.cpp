#include "workloads/counters/ledger.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <new>

#include "core/errors.hpp"

namespace sweep {

/// The entries of a process are found by walking from its number on.
struct Ledger::Entries {
  struct Entry {
    std::atomic<std::int64_t> process;
    std::atomic<std::uint64_t> value;
  };
  std::atomic<std::uint64_t> made;
  std::array<Entry, most_processes> all;
};

Ledger::Ledger() {
  void* memory = mmap(nullptr, sizeof(Entries), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) {
    throw system_error_from_errno("map", "memory that worker processes share");
  }
  entries_ = new (memory) Entries();
}

Ledger::~Ledger() {
  munmap(entries_, sizeof(Entries));
}

void Ledger::clear() {
  entries_->made = 0;
  for (Entries::Entry& entry : entries_->all) {
    entry.process.store(0, std::memory_order_relaxed);
    entry.value.store(0, std::memory_order_relaxed);
  }
}

void Ledger::add_made(std::uint64_t increments) {
  entries_->made.fetch_add(increments, std::memory_order_relaxed);
}

void Ledger::note(std::uint64_t value) {
  const std::int64_t process = getpid();
  for (std::size_t i = 0; i < most_processes; ++i) {
    Entries::Entry& entry = entries_->all[(static_cast<std::size_t>(process) + i) % most_processes];
    std::int64_t known = 0;
    if (entry.process.compare_exchange_strong(known, process) || known == process) {
      std::uint64_t before = entry.value.load(std::memory_order_relaxed);
      while (before < value && !entry.value.compare_exchange_weak(before, value, std::memory_order_relaxed)) {
      }
      return;
    }
  }
  SWEEP_ENSURE(false); // more worker processes than there may be
}

std::uint64_t Ledger::made() const {
  return entries_->made;
}

std::uint64_t Ledger::counted() const {
  std::uint64_t sum = 0;
  for (const Entries::Entry& entry : entries_->all) {
    sum += entry.value;
  }
  return sum;
}

} // namespace sweep
