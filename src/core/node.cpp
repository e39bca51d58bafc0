#include "core/node.hpp"

#include <algorithm>
#include <deque>
#include <iterator>
#include <map>

#include "core/affinity.hpp"

namespace sweep {
namespace {

/// Hardware threads by how many of their core come before them: the first of each core, then the second of each, …
std::vector<std::vector<int>> by_turn(const std::vector<Core>& cores) {
  std::vector<std::vector<int>> turns;
  for (const Core& core : cores) {
    turns.resize(std::max(turns.size(), core.hardware_threads.size()));
    for (std::size_t turn = 0; turn < core.hardware_threads.size(); ++turn) {
      turns[turn].push_back(core.hardware_threads[turn]);
    }
  }
  return turns;
}

std::vector<int> flattened(const std::vector<std::vector<int>>& lists) {
  std::vector<int> all;
  for (const std::vector<int>& list : lists) {
    all.insert(all.end(), list.begin(), list.end());
  }
  return all;
}

double granted(std::int64_t processors, double quota) {
  return std::max(1.0, std::min(static_cast<double>(processors), quota));
}

/// The free hardware threads of each package, in the order in which they are taken.
using Free = std::vector<std::deque<int>>;

/// One of every core, and as many siblings as make `workers` of them; those of a core one after the other, so that it
/// is a rank's own where that is possible.
Free free_places(const std::vector<Core>& cores, std::int64_t workers) {
  std::vector<std::size_t> taken(cores.size(), 1);
  std::int64_t lacking = workers - std::ssize(cores);
  for (std::size_t turn = 1; lacking > 0; ++turn) {
    for (std::size_t core = 0; core < cores.size() && lacking > 0; ++core) {
      if (turn < cores[core].hardware_threads.size()) {
        ++taken[core];
        --lacking;
      }
    }
  }
  std::map<int, std::deque<int>> packages;
  for (std::size_t core = 0; core < cores.size(); ++core) {
    std::ranges::copy_n(cores[core].hardware_threads.begin(), static_cast<std::ptrdiff_t>(taken[core]),
                        std::back_inserter(packages[cores[core].package]));
  }
  Free free;
  for (auto& [package, places] : packages) {
    free.push_back(std::move(places));
  }
  return free;
}

/// From the package with most room, the first of those; what it lacks from the next.
std::vector<int> take(Free& free, std::int64_t workers) {
  std::vector<int> taken;
  while (std::ssize(taken) < workers) {
    std::deque<int>& package = *std::ranges::max_element(free, {}, &std::deque<int>::size);
    while (!package.empty() && std::ssize(taken) < workers) {
      taken.push_back(package.front());
      package.pop_front();
    }
  }
  return taken;
}

} // namespace

std::int64_t Node::hardware_threads() const {
  return static_cast<std::int64_t>(in_order().size());
}

double Node::granted_cores() const {
  return granted(static_cast<std::int64_t>(cores.size()), quota);
}

double Node::granted_hardware_threads() const {
  return granted(hardware_threads(), quota);
}

std::vector<int> Node::in_order() const {
  return flattened(by_turn(cores));
}

std::vector<std::vector<int>> Node::shares(std::int64_t ranks, std::int64_t workers) const {
  std::vector<std::vector<int>> all;
  if (ranks * workers > hardware_threads()) {
    return all;
  }
  Free free = free_places(cores, ranks * workers);
  for (std::int64_t rank = 0; rank < ranks; ++rank) {
    all.push_back(take(free, workers));
  }
  return all;
}

std::vector<Core> usable_cores(const std::vector<Core>& all, const std::vector<int>& usable) {
  std::vector<Core> cores;
  std::vector<int> unknown = usable;
  for (const Core& core : all) {
    Core part{.number = core.number, .package = core.package, .hardware_threads = {}};
    for (const int number : core.hardware_threads) {
      if (std::erase(unknown, number) > 0) {
        part.hardware_threads.push_back(number);
      }
    }
    if (!part.hardware_threads.empty()) {
      cores.push_back(std::move(part));
    }
  }
  for (const int number : unknown) {
    cores.push_back({.number = number, .package = 0, .hardware_threads = {number}});
  }
  return cores;
}

Node usable_part() {
  return {.cores = usable_cores(this_topology().cores, allowed_hardware_threads())};
}

} // namespace sweep
