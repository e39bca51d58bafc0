#include "results/repetitions.hpp"

#include <algorithm>

#include "core/errors.hpp"

namespace sweep {
namespace {

/// How many runs of samples of the same repetition each case has, whatever samples of other cases are between them.
std::vector<std::size_t> count_runs(std::span<const Sample> samples, std::size_t cases) {
  struct Runs {
    std::int64_t repetition = 0; ///< Of the last.
    std::size_t count = 0;
  };
  std::vector<Runs> all(cases);
  for (const Sample& sample : samples) {
    const auto index = static_cast<std::size_t>(sample.case_index);
    SWEEP_EXPECT(index < cases);
    Runs& runs = all[index];
    runs.count += runs.count == 0 || runs.repetition != sample.repetition ? 1 : 0;
    runs.repetition = sample.repetition;
  }
  std::vector<std::size_t> counts(cases);
  std::ranges::transform(all, counts.begin(), &Runs::count);
  return counts;
}

void add(RepetitionRecord& sum, const RepetitionRecord& ranks) {
  sum.seconds = std::max(sum.seconds, ranks.seconds);
  sum.tasks += ranks.tasks;
  sum.rss_growth_bytes += ranks.rss_growth_bytes;
}

/// Puts them in order, and together what belongs to one repetition, where the samples did not stand so.
std::span<RepetitionRecord> put_in_order(std::span<RepetitionRecord> rows) {
  if (std::ranges::is_sorted(rows, std::ranges::less_equal{}, &RepetitionRecord::repetition)) { // each number once
    return rows;
  }
  std::ranges::stable_sort(rows, {}, &RepetitionRecord::repetition);
  std::size_t last = 0;
  for (const RepetitionRecord& row : rows.subspan(1)) {
    if (row.repetition == rows[last].repetition) {
      add(rows[last], row);
    } else {
      rows[++last] = row;
    }
  }
  return rows.first(last + 1);
}

} // namespace

RepetitionsByCase::RepetitionsByCase(std::span<const Sample> samples, std::size_t cases) : of_case_(cases) {
  const std::vector<std::size_t> runs = count_runs(samples, cases);
  std::size_t total = 0;
  for (const std::size_t count : runs) {
    total += count;
  }
  all_.resize(total);
  RepetitionRecord* next = all_.data();
  for (std::size_t index = 0; index < cases; ++index) {
    of_case_[index] = {next, 0}; // and grows as samples come
    next += runs[index];
  }
  for (const Sample& sample : samples) {
    std::span<RepetitionRecord>& rows = of_case_[static_cast<std::size_t>(sample.case_index)];
    const RepetitionRecord row{sample.repetition, sample.launch, sample.wall_s, sample.tasks, sample.rss_growth_bytes};
    if (rows.empty() || rows.back().repetition != sample.repetition) {
      rows = {rows.data(), rows.size() + 1};
      rows.back() = row;
    } else {
      add(rows.back(), row);
    }
  }
  std::ranges::transform(of_case_, of_case_.begin(), put_in_order);
}

} // namespace sweep
