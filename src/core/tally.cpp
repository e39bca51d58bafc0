#include "core/tally.hpp"

#include "core/errors.hpp"

namespace sweep {

void Tally::keep_row(std::uint64_t task, std::span<const std::uint64_t> words) {
  SWEEP_EXPECT(words.size() == words_per_task_);
  tasks_.push_back(task);
  words_.insert(words_.end(), words.begin(), words.end());
}

void Tally::merge(const Tally& other) {
  SWEEP_EXPECT(words_per_task_ == other.words_per_task_ && keep_ == other.keep_);
  digest_ += other.digest_;
  count_ += other.count_;
  tasks_.insert(tasks_.end(), other.tasks_.begin(), other.tasks_.end());
  words_.insert(words_.end(), other.words_.begin(), other.words_.end());
}

} // namespace sweep
