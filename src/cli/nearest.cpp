#include "cli/nearest.hpp"

#include <algorithm>
#include <numeric>
#include <vector>

namespace sweep {
namespace {

/// Insertions, deletions and replacements that turn `one` into `other` (Wagner & Fischer, JACM 21 (1974) 168).
std::size_t distance(std::string_view one, std::string_view other) {
  std::vector<std::size_t> row(other.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < one.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < other.size(); ++j) {
      const std::size_t replaced = diagonal + (one[i] == other[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, row[j] + 1, row[j + 1] + 1});
    }
  }
  return row.back();
}

} // namespace

const std::string* nearest(std::string_view word, std::span<const std::string> known) {
  if (known.empty()) {
    return nullptr;
  }
  const auto found =
      std::ranges::min_element(known, {}, [word](const std::string& candidate) { return distance(word, candidate); });
  const std::size_t largest = std::max<std::size_t>(2, word.size() / 2);
  return distance(word, *found) <= largest ? &*found : nullptr;
}

std::string suggestion(std::string_view word, std::span<const std::string> known) {
  if (known.empty()) {
    return "none is known here";
  }
  if (const std::string* found = nearest(word, known)) {
    return "did you mean '" + *found + "'?";
  }
  std::string list;
  for (const std::string& candidate : known) {
    list += (list.empty() ? "" : ", ") + candidate;
  }
  return "known are: " + list;
}

} // namespace sweep
