#pragma once

#include <atomic>
#include <cstdint>

namespace sweep {

/// What the counters of a rank stand at, one a process, where the rank's worker processes see it too: they are forked
/// after it was made. Any number of threads and such processes.
class Ledger {
 public:
  static constexpr std::size_t most_processes = 16'384;

  Ledger();
  ~Ledger();
  Ledger(const Ledger&) = delete;
  Ledger& operator=(const Ledger&) = delete;

  /// Nothing is entered. While nobody else uses it.
  void clear();

  /// So many increments were made.
  void add_made(std::uint64_t increments);

  /// What the counter of the calling process stands at, or more, where others go on.
  void note(std::uint64_t value);

  /// Of all processes, once they are through.
  std::uint64_t made() const;
  std::uint64_t counted() const;

 private:
  struct Entries;
  Entries* entries_;
};

} // namespace sweep
