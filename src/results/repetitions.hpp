#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "results/record.hpp"

namespace sweep {

/// What the ranks of a case did together in one repetition.
struct RepetitionRecord {
  std::int64_t repetition = 0;
  std::int64_t launch = 0;
  double seconds = 0;                ///< Of the slowest rank.
  std::int64_t tasks = 0;            ///< Of all ranks.
  std::int64_t rss_growth_bytes = 0; ///< Of all ranks.
};

/// The repetitions of every case, in their order: samples stand in the order in which they were measured, in which
/// cases take turns. Two passes over the samples and one array, as 2·10^7 of them are read in a file.
class RepetitionsByCase {
 public:
  /// @param cases  how many there are
  RepetitionsByCase(std::span<const Sample> samples, std::size_t cases);

  std::size_t cases() const { return of_case_.size(); }
  std::span<const RepetitionRecord> of(std::size_t index) const { return of_case_[index]; }

 private:
  std::vector<RepetitionRecord> all_;
  std::vector<std::span<RepetitionRecord>> of_case_; ///< Parts of `all_`.
};

} // namespace sweep
