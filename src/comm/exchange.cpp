#include "comm/exchange.hpp"

#include <algorithm>
#include <map>
#include <numeric>

namespace sweep {
namespace {

/// How many ranks on each node.
std::vector<std::size_t> sizes(std::span<const std::int64_t> nodes) {
  std::map<std::int64_t, std::size_t> counts;
  for (const std::int64_t node : nodes) {
    ++counts[node];
  }
  std::vector<std::size_t> sizes;
  sizes.reserve(counts.size());
  for (const auto& [node, count] : counts) {
    sizes.push_back(count);
  }
  return sizes;
}

/// How many ranks stay on their node when ranks that are sorted by node read from the rank `shift` further on, in a
/// ring of `count`: of each node those that do not get past its end, or that come round to its beginning.
std::size_t at_home(const std::vector<std::size_t>& sizes, std::size_t shift, std::size_t count) {
  std::size_t ranks = 0;
  for (const std::size_t size : sizes) {
    ranks += size - std::min(size, shift);
    ranks += size - std::min(size, count - shift);
  }
  return ranks;
}

/// The best way round the ring for that round.
std::size_t shift_of(std::span<const std::int64_t> nodes, std::uint64_t round) {
  const std::vector<std::size_t> on_node = sizes(nodes);
  const std::size_t count = nodes.size();
  std::vector<std::size_t> best;
  std::size_t fewest = count;
  for (std::size_t shift = 1; shift < count; ++shift) {
    const std::size_t home = at_home(on_node, shift, count);
    if (home < fewest) {
      best.clear();
      fewest = home;
    }
    if (home == fewest) {
      best.push_back(shift);
    }
  }
  return best[round % best.size()];
}

} // namespace

std::vector<std::uint64_t> sources_elsewhere(std::span<const std::int64_t> nodes, std::uint64_t round) {
  const std::size_t count = nodes.size();
  std::vector<std::uint64_t> sorted(count);
  std::iota(sorted.begin(), sorted.end(), std::uint64_t{0});
  std::ranges::stable_sort(sorted, {}, [&](std::uint64_t rank) { return nodes[rank]; });
  const std::size_t shift = count > 1 ? shift_of(nodes, round) : 0;
  std::vector<std::uint64_t> sources(count);
  for (std::size_t place = 0; place < count; ++place) {
    sources[sorted[place]] = sorted[(place + shift) % count];
  }
  return sources;
}

} // namespace sweep
