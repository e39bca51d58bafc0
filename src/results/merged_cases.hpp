#pragma once

#include <cstdint>
#include <string>
#include <utility>

#include "results/record.hpp"

namespace sweep {

/// By which launches are in one order wherever they are merged: by time, and those of a file as they are there.
struct LaunchKey {
  std::string began;
  std::string origin; ///< See origin_of().

  // NOLINTNEXTLINE(modernize-use-nullptr): clang-tidy 14 sees a zero here
  auto operator<=>(const LaunchKey&) const = default;
};

/// What a case is, in words that differ where two are not the same; nothing of what was measured.
/// @param base  the place of its base in the whole campaign
std::string case_words(const CaseRecord& record, std::int64_t base);

/// Adds what another launch says of the same case: the worst status, with its words; the least bound; the answer.
/// Which of two comes first makes no difference, nor does it how often. False where their answers differ, and are not
/// meant to.
bool join(CaseRecord& into, const CaseRecord& other);

/// Of the same case: the one that knows more, whichever comes first.
void join(LatencyRecord& into, const LatencyRecord& other);
void join(std::vector<OperationRecord>& into, const std::vector<OperationRecord>& other);
void join(TraceRecord& into, const TraceRecord& other);

/// Whether both say the same, bit for bit.
bool same_estimates(const EstimatesRecord& one, const EstimatesRecord& other);

} // namespace sweep
