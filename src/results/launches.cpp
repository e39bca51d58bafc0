#include "results/launches.hpp"

#include <algorithm>

namespace sweep {

std::int64_t whole_launches(const std::vector<LaunchRecord>& launches) {
  return std::ranges::count(launches, -1, &LaunchRecord::continues);
}

std::vector<std::int64_t> going_together(const std::vector<LaunchRecord>& launches) {
  std::vector<std::int64_t> together;
  for (std::int64_t each = std::ssize(launches) - 1; each >= 0;
       each = launches[static_cast<std::size_t>(each)].continues) {
    together.push_back(each);
  }
  std::ranges::reverse(together);
  return together;
}

} // namespace sweep
