#include "campaign/gather.hpp"

#include <algorithm>
#include <cstring>

#include "core/errors.hpp"

namespace sweep {
namespace {

constexpr int rows_tag = 11;
constexpr int result_tag = 12;

/// Puts rows in task order; a task that comes twice or is unknown is a failure.
class RowTable {
 public:
  RowTable(std::uint64_t tasks, std::size_t width) : width_(width), words_(tasks * width), seen_(tasks) {}

  void place(std::span<const std::uint64_t> tasks, std::span<const std::uint64_t> words) {
    for (std::size_t i = 0; i < tasks.size(); ++i) {
      const std::uint64_t task = tasks[i];
      if (task >= seen_.size() || seen_[task]) {
        failure_ = "task " + std::to_string(task) + (task < seen_.size() ? " was run twice" : " does not exist");
        return;
      }
      seen_[task] = true;
      std::copy_n(words.begin() + static_cast<std::ptrdiff_t>(i * width_), width_,
                  words_.begin() + static_cast<std::ptrdiff_t>(task * width_));
    }
  }

  Rows rows() && {
    const auto lost = std::ranges::find(seen_, false);
    if (failure_.empty() && lost != seen_.end()) {
      failure_ = "task " + std::to_string(lost - seen_.begin()) + " was never run";
    }
    return {.words = std::move(words_), .failure = failure_};
  }

 private:
  std::size_t width_;
  std::vector<std::uint64_t> words_;
  std::vector<bool> seen_;
  std::string failure_;
};

std::vector<std::uint64_t> as_words(const std::vector<std::byte>& bytes) {
  std::vector<std::uint64_t> words(bytes.size() / sizeof(std::uint64_t));
  if (!bytes.empty()) { // memcpy wants no null pointer, not even for nothing
    std::memcpy(words.data(), bytes.data(), bytes.size());
  }
  return words;
}

} // namespace

std::string text_of(const std::exception_ptr& failure) {
  if (!failure) {
    return {};
  }
  try {
    std::rethrow_exception(failure);
  } catch (...) {
    return current_exception_text();
  }
}

std::string first_failure(const Team& team, const std::string& mine) {
  const std::vector<std::string> all = team.ranks().gather(mine);
  const auto first = std::ranges::find_if(all, [](const std::string& text) { return !text.empty(); });
  if (first == all.end()) {
    return {};
  }
  const bool everybodys = std::ranges::count(all, *first) == std::ssize(all); // they have agreed on it
  return everybodys ? *first : "rank " + std::to_string(first - all.begin()) + ": " + *first;
}

std::vector<RankResult> gather_results(const Team& team, const RankResult& mine) {
  const Communicator& ranks = team.ranks();
  if (ranks.rank() != 0) {
    ranks.send(0, result_tag, std::as_bytes(std::span(&mine, 1)));
    return {};
  }
  std::vector<RankResult> results{mine};
  for (int rank = 1; rank < ranks.size(); ++rank) {
    const std::vector<std::byte> bytes = ranks.receive(rank, result_tag);
    SWEEP_EXPECT(bytes.size() == sizeof mine);
    std::memcpy(&results.emplace_back(mine), bytes.data(), sizeof mine);
  }
  return results;
}

Rows gather_rows(const Team& team, const Tally& mine, std::uint64_t tasks) {
  const Communicator& ranks = team.ranks();
  if (ranks.rank() != 0) {
    ranks.send(0, rows_tag, std::as_bytes(std::span(mine.tasks())));
    ranks.send(0, rows_tag, std::as_bytes(std::span(mine.words())));
    return {};
  }
  RowTable table(tasks, mine.words_per_task());
  table.place(mine.tasks(), mine.words());
  for (int rank = 1; rank < ranks.size(); ++rank) {
    const std::vector<std::uint64_t> indices = as_words(ranks.receive(rank, rows_tag));
    table.place(indices, as_words(ranks.receive(rank, rows_tag)));
  }
  return std::move(table).rows();
}

} // namespace sweep
