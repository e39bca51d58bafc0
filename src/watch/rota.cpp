#include "watch/rota.hpp"

#include <algorithm>
#include <map>

namespace sweep {
namespace {

constexpr int watchers_a_node = 3;

} // namespace

Rota::Rota(const std::vector<std::int64_t>& labels) {
  std::map<std::int64_t, int> numbers;
  for (const std::int64_t label : labels) {
    const auto [known, is_new] = numbers.try_emplace(label, nodes());
    if (is_new) {
      firsts_.push_back(ranks());
    }
    nodes_.push_back(known->second);
  }
}

std::vector<int> Rota::ranks_of(int node) const {
  std::vector<int> found;
  for (int rank = 0; rank < ranks(); ++rank) {
    if (node_of(rank) == node) {
      found.push_back(rank);
    }
  }
  return found;
}

std::vector<int> Rota::watchers_of(int node) const {
  std::vector<int> found;
  for (int step = 1; step <= std::min(watchers_a_node, nodes() - 1); ++step) {
    found.push_back((node + step) % nodes());
  }
  return found;
}

std::vector<int> Rota::watched_by(int node) const {
  std::vector<int> found;
  for (int step = 1; step <= std::min(watchers_a_node, nodes() - 1); ++step) {
    found.push_back((node + nodes() - step) % nodes());
  }
  return found;
}

Loss Rota::judge(int node, const std::vector<int>& silent, Seconds for_so_long) const {
  const std::size_t watched = watched_by(node).size();
  const bool is_cut_off = silent.size() == watched && (watched > 1 || node != node_of(0));
  return {.node = is_cut_off ? node : silent.front(), .silent = for_so_long};
}

bool Rota::is_lost(int rank, const Loss& loss) const {
  return loss.node == Loss::none ? rank == loss.rank : node_of(rank) == loss.node;
}

int Rota::teller(const Loss& loss, int on_node) const {
  if (loss.node == on_node) {
    return first_of(on_node);
  }
  int rank = 0;
  while (rank + 1 < ranks() && is_lost(rank, loss)) {
    ++rank;
  }
  return rank;
}

} // namespace sweep
