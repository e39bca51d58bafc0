#include "campaign/neighbours.hpp"

#include <algorithm>
#include <set>

namespace sweep {
namespace {

constexpr Instant shortest_window = 1'000'000'000; // 1 s: a hundred ticks

} // namespace

std::vector<Seconds> Neighbours::strangers(std::span<const UseSeen> seen) {
  std::map<std::string, Seconds> known; // processor time of ranks and services, by host
  for (std::size_t rank = 0; rank < seen.size(); ++rank) {
    first_.emplace(rank, seen[rank].before);
    last_[rank] = seen[rank].after;
  }
  for (const auto& [rank, use] : last_) {
    const ProcessorUse& first = first_.at(rank);
    known[launch_.facts[rank].hostname] += use.ours - first.ours + use.services - first.services;
  }
  std::vector<Seconds> taken(seen.size(), 0);
  std::set<std::string> done;
  for (std::size_t rank = 0; rank < seen.size(); ++rank) {
    const std::string& host = launch_.facts[rank].hostname;
    if (seen[rank].after.all > 0 && done.insert(host).second) {
      taken[rank] = in_window(points_[host], seen[rank], seen[rank].after.all - known[host]);
    }
  }
  return taken;
}

Seconds Neighbours::in_window(std::deque<Point>& points, const UseSeen& seen, Seconds now_taken) {
  const Instant latest = std::min(seen.before.when, seen.after.when - shortest_window);
  while (points.size() > 1 && points[1].when <= latest) { // the front is the latest that is early enough
    points.pop_front();
  }
  Seconds taken = 0;
  if (!points.empty() && points.front().when <= latest) {
    const Seconds window = seconds_between(points.front().when, seen.after.when);
    const Seconds share = std::max(0.0, now_taken - points.front().strangers) / window;
    taken = share * seconds_between(seen.before.when, seen.after.when);
  }
  points.push_back({seen.after.when, now_taken});
  return taken;
}

} // namespace sweep
