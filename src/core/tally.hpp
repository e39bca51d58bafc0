#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/split_mix.hpp"

namespace sweep {

/// Whether a tally keeps what every task found, or only proves it.
enum class Keep { digest, rows };

/// What a set of tasks found: a fixed number of 64-bit words a task (counts, or the bits of doubles).
///
/// A pure value: no lock, no clock, no communication. Each worker has its own; tallies of disjoint sets of tasks merge
/// to the tally of their union, in any order, with the same bits. The digest is a sum modulo 2^64 of one hash a task
/// over (task, words), so that a lost, doubled or wrong task changes it. Rows are kept only on request: a timed
/// repetition needs no memory that grows with the number of tasks.
class Tally {
 public:
  explicit Tally(std::size_t words_per_task, Keep keep = Keep::digest) : words_per_task_(words_per_task), keep_(keep) {}

  /// Notes that `task` found `words`, of which there are words_per_task(). Each task is recorded once.
  void record(std::uint64_t task, std::span<const std::uint64_t> words) {
    std::uint64_t hash = SplitMix::mix(task + 1);
    for (const std::uint64_t word : words) {
      hash = SplitMix::mix(hash ^ word);
    }
    digest_ += hash;
    ++count_;
    if (keep_ == Keep::rows) {
      keep_row(task, words);
    }
  }

  /// Adds what `other`, with the same words_per_task() and Keep, recorded for other tasks.
  void merge(const Tally& other);

  /// All that it has noted, as words that another process can merge.
  std::vector<std::uint64_t> packed() const;
  void merge(std::span<const std::uint64_t> packed);

  std::uint64_t digest() const { return digest_; }
  std::uint64_t count() const { return count_; }
  std::size_t words_per_task() const { return words_per_task_; }
  Keep keeps() const { return keep_; }

  /// With Keep::rows: the recorded tasks in the order of recording, and their words, words_per_task() each.
  const std::vector<std::uint64_t>& tasks() const { return tasks_; }
  const std::vector<std::uint64_t>& words() const { return words_; }

 private:
  void keep_row(std::uint64_t task, std::span<const std::uint64_t> words);

  std::size_t words_per_task_;
  Keep keep_;
  std::uint64_t digest_ = 0;
  std::uint64_t count_ = 0;
  std::vector<std::uint64_t> tasks_;
  std::vector<std::uint64_t> words_;
};

} // namespace sweep
