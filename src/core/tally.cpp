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

std::vector<std::uint64_t> Tally::packed() const {
  std::vector<std::uint64_t> packed{digest_, count_};
  packed.insert(packed.end(), tasks_.begin(), tasks_.end());
  packed.insert(packed.end(), words_.begin(), words_.end());
  return packed;
}

void Tally::merge(std::span<const std::uint64_t> packed) {
  constexpr std::size_t head = 2;
  SWEEP_EXPECT(packed.size() >= head);
  const std::size_t rows = keep_ == Keep::rows ? packed[1] : 0;
  SWEEP_EXPECT(packed.size() == head + rows * (1 + words_per_task_));
  digest_ += packed[0];
  count_ += packed[1];
  const auto tasks = packed.subspan(head, rows);
  const auto words = packed.subspan(head + rows);
  tasks_.insert(tasks_.end(), tasks.begin(), tasks.end());
  words_.insert(words_.end(), words.begin(), words.end());
}

} // namespace sweep
