#include "campaign/launch.hpp"

#include <unistd.h>

#include <algorithm>
#include <limits>
#include <map>
#include <sstream>

#include "results/machine.hpp"

namespace sweep {
namespace {

struct Node {
  std::vector<std::string> affinities;
  double quota = std::numeric_limits<double>::infinity();
  std::int64_t case_ranks = 0;

  /// A quota of processor time counts like the cores it is worth, but never as less than one.
  double cores() const { return std::max(1.0, std::min(static_cast<double>(count_of(merged(affinities))), quota)); }
};

std::map<std::string, Node> nodes_of(const std::vector<RankFacts>& facts, std::int64_t case_ranks) {
  std::map<std::string, Node> nodes;
  for (std::size_t rank = 0; rank < facts.size(); ++rank) {
    Node& node = nodes[facts[rank].hostname];
    node.affinities.push_back(facts[rank].affinity);
    node.quota = std::min(node.quota, facts[rank].cpu_quota);
    node.case_ranks += static_cast<std::int64_t>(rank) < case_ranks ? 1 : 0;
  }
  return nodes;
}

/// A rank's facts as a line, to travel between ranks.
std::string to_line(const RankFacts& facts) {
  std::ostringstream line;
  line << facts.hostname << ' ' << facts.affinity << ' ' << facts.cpu_quota << '\n';
  return line.str();
}

std::vector<RankFacts> from_lines(const std::string& text) {
  std::vector<RankFacts> all;
  std::istringstream lines(text);
  std::string quota;
  for (RankFacts facts; lines >> facts.hostname >> facts.affinity >> quota;) {
    facts.cpu_quota = std::stod(quota); // which reads "inf", as operator>> does not
    all.push_back(facts);
  }
  return all;
}

} // namespace

double Launch::workers_per_core(std::int64_t case_ranks, std::int64_t workers_per_rank) const {
  double most = 0;
  for (const auto& [host, node] : nodes_of(facts, case_ranks)) {
    most = std::max(most, static_cast<double>(node.case_ranks * workers_per_rank) / node.cores());
  }
  return most;
}

std::int64_t Launch::memory_a_rank(std::int64_t case_ranks) const {
  std::int64_t most = 1;
  for (const auto& [host, node] : nodes_of(facts, case_ranks)) {
    most = std::max(most, node.case_ranks);
  }
  return memory_bytes / most;
}

bool Launch::bound_to_single_cores() const {
  return processors > 1 &&
         std::ranges::all_of(facts, [](const RankFacts& rank) { return count_of(rank.affinity) == 1; });
}

Launch survey(const Communicator& world) {
  std::string text;
  for (const std::string& line : world.gather(to_line(local_facts()))) {
    text += line;
  }
  Launch launch{.ranks = world.size(), .cores = 1, .facts = from_lines(world.broadcast(text))};
  launch.processors = world.broadcast(std::int64_t{sysconf(_SC_NPROCESSORS_ONLN)});
  launch.memory_bytes = world.min(sysconf(_SC_PHYS_PAGES) * sysconf(_SC_PAGESIZE));
  double fewest = std::numeric_limits<double>::infinity();
  for (const auto& [host, node] : nodes_of(launch.facts, launch.ranks)) {
    fewest = std::min(fewest, node.cores());
  }
  launch.cores = static_cast<int>(fewest);
  return launch;
}

} // namespace sweep
