#include "campaign/launch.hpp"

#include <unistd.h>

#include <algorithm>
#include <limits>
#include <sstream>

#include "core/control_groups.hpp"
#include "core/errors.hpp"
#include "core/number_list.hpp"

namespace sweep {
namespace {

/// The ranks of a case on each host.
std::map<std::string, std::int64_t> ranks_by_host(const std::vector<RankFacts>& facts, std::int64_t case_ranks) {
  std::map<std::string, std::int64_t> ranks;
  for (std::size_t rank = 0; rank < facts.size(); ++rank) {
    ranks[facts[rank].hostname] += static_cast<std::int64_t>(rank) < case_ranks ? 1 : 0;
  }
  return ranks;
}

const RankFacts& first_on(const std::vector<RankFacts>& facts, const std::string& hostname) {
  return *std::ranges::find(facts, hostname, &RankFacts::hostname);
}

/// The most workers for each of what `granted` counts, over all nodes.
double most_workers(const Launch& launch, std::int64_t case_ranks, std::int64_t workers_per_rank,
                    double (Node::*granted)() const) {
  double most = 0;
  for (const auto& [host, ranks] : ranks_by_host(launch.facts, case_ranks)) {
    most = std::max(most, static_cast<double>(ranks * workers_per_rank) / (launch.node(host).*granted)());
  }
  return most;
}

/// A rank's facts but for its node's cores as a line, to travel between ranks.
std::string to_line(const RankFacts& facts) {
  std::ostringstream line;
  line << facts.hostname << ' ' << facts.affinity << ' ' << facts.cpu_quota << ' ' << facts.affinity_known << ' '
       << facts.openmp_binds << ' ' << facts.memory_bytes << '\n';
  return line.str();
}

std::vector<RankFacts> from_lines(const std::string& text) {
  std::vector<RankFacts> all;
  std::istringstream lines(text);
  std::string quota;
  for (RankFacts facts; lines >> facts.hostname >> facts.affinity >> quota >> facts.affinity_known >>
                        facts.openmp_binds >> facts.memory_bytes;) {
    facts.cpu_quota = std::stod(quota); // which reads "inf", as operator>> does not
    all.push_back(facts);
  }
  return all;
}

/// Collective: the first rank of each host says what its cores are.
void survey_cores(const Communicator& world, std::vector<RankFacts>& facts) {
  const RankFacts& mine = facts[static_cast<std::size_t>(world.rank())];
  const bool first = &first_on(facts, mine.hostname) == &mine; // on its host
  const std::string cores = first ? to_text(this_topology().cores) : std::string();
  std::istringstream lines(
      world.gather_to_all(first ? mine.hostname + ' ' + (cores.empty() ? "-" : cores) + '\n' : std::string()));
  std::map<std::string, std::string> by_host;
  for (std::string hostname, text; lines >> hostname >> text;) {
    by_host[hostname] = text == "-" ? "" : text;
  }
  for (RankFacts& rank : facts) {
    rank.cores = by_host[rank.hostname];
  }
}

std::int64_t memory_of_this_node() {
  return std::min(std::int64_t{sysconf(_SC_PHYS_PAGES)} * sysconf(_SC_PAGESIZE),
                  granted_by_control_groups().memory_bytes);
}

} // namespace

Node Launch::node(const std::string& hostname) const {
  Node node;
  std::vector<std::string> affinities;
  for (const RankFacts& rank : facts) {
    if (rank.hostname == hostname) {
      affinities.push_back(rank.affinity);
      node.quota = std::min(node.quota, rank.cpu_quota);
    }
  }
  node.cores = usable_cores(cores_from_text(first_on(facts, hostname).cores), numbers_of(merged(affinities)));
  return node;
}

std::int64_t Launch::ranks_on(const std::string& hostname, std::int64_t case_ranks) const {
  return std::count_if(facts.begin(), facts.begin() + case_ranks,
                       [&](const RankFacts& rank) { return rank.hostname == hostname; });
}

bool Launch::leads_host(int rank) const {
  return ranks_on(facts[static_cast<std::size_t>(rank)].hostname, rank) == 0;
}

bool Launch::unbound(const std::string& hostname) const {
  const std::string& affinity = first_on(facts, hostname).affinity;
  return std::ranges::all_of(
      facts, [&](const RankFacts& rank) { return rank.hostname != hostname || rank.affinity == affinity; });
}

bool Launch::unbound() const {
  return std::ranges::all_of(facts, [this](const RankFacts& rank) { return unbound(rank.hostname); });
}

Launch Launch::within(std::int64_t cores_a_node) const {
  Launch less = *this;
  if (cores_a_node == 0) {
    return less;
  }
  less.cores = static_cast<int>(std::min<std::int64_t>(cores, cores_a_node));
  for (RankFacts& rank : less.facts) {
    Node here = node(rank.hostname);
    here.cores.resize(std::min(here.cores.size(), static_cast<std::size_t>(cores_a_node)));
    std::vector<int> usable = here.in_order();
    std::ranges::sort(usable);
    rank.affinity = to_list(std::move(usable));
  }
  return less;
}

std::int64_t Launch::cores_of(const RankFacts& rank) const {
  return std::ssize(usable_cores(cores_from_text(rank.cores), numbers_of(rank.affinity)));
}

bool Launch::bound_to_single_cores() const {
  return !facts.empty() &&
         (facts.front().cores.empty() ? processors : std::ssize(cores_from_text(facts.front().cores))) > 1 &&
         std::ranges::all_of(facts, [this](const RankFacts& rank) { return cores_of(rank) == 1; });
}

double Launch::share_of_node(double processor_seconds, double elapsed) const {
  return std::min(1.0, processor_seconds / (elapsed * static_cast<double>(processors)));
}

double Launch::simultaneous_workers(std::int64_t case_ranks, std::int64_t workers_per_rank) const {
  std::int64_t all = 0;
  for (const auto& [host, on_host] : ranks_by_host(facts, case_ranks)) {
    all += std::min(on_host * workers_per_rank, node(host).hardware_threads());
  }
  return static_cast<double>(std::max<std::int64_t>(all, 1));
}

std::int64_t Launch::memory_a_rank(std::int64_t case_ranks) const {
  std::int64_t most = 1;
  for (const auto& [host, on_host] : ranks_by_host(facts, case_ranks)) {
    most = std::max(most, on_host);
  }
  return memory_bytes / most;
}

double Launch::workers_per_core(std::int64_t case_ranks, std::int64_t workers_per_rank) const {
  return most_workers(*this, case_ranks, workers_per_rank, &Node::granted_cores);
}

double Launch::workers_per_hardware_thread(std::int64_t case_ranks, std::int64_t workers_per_rank) const {
  return most_workers(*this, case_ranks, workers_per_rank, &Node::granted_hardware_threads);
}

namespace {

Launch launch_of(std::vector<RankFacts> facts, std::int64_t processors, std::int64_t memory_bytes) {
  const int count = static_cast<int>(facts.size());
  Launch launch{
      .ranks = count, .cores = 1, .facts = std::move(facts), .processors = processors, .memory_bytes = memory_bytes};
  double fewest = std::numeric_limits<double>::infinity();
  for (const auto& [host, ranks] : ranks_by_host(launch.facts, launch.ranks)) {
    fewest = std::min(fewest, launch.node(host).granted_cores());
  }
  launch.cores = static_cast<int>(fewest);
  return launch;
}

std::int64_t local_processors() {
  return sysconf(_SC_NPROCESSORS_ONLN);
}

} // namespace

Launch survey(const Communicator& world) {
  RankFacts here = local_facts();
  here.memory_bytes = memory_of_this_node();
  std::vector<RankFacts> facts = from_lines(world.gather_to_all(to_line(here)));
  survey_cores(world, facts);
  const std::int64_t processors = world.broadcast(local_processors());
  return launch_of(std::move(facts), processors, world.min(memory_of_this_node()));
}

Launch simulated_launch(int ranks, int nodes) {
  SWEEP_EXPECT(1 <= nodes && nodes <= ranks);
  RankFacts like_this = local_facts();
  like_this.cores = to_text(this_topology().cores);
  like_this.memory_bytes = memory_of_this_node();
  std::vector<RankFacts> facts(static_cast<std::size_t>(ranks), like_this);
  for (std::size_t rank = 0; rank < facts.size(); ++rank) {
    const std::size_t node = rank * static_cast<std::size_t>(nodes) / facts.size();
    if (nodes > 1) {
      facts[rank].hostname += '-';
      facts[rank].hostname += std::to_string(node + 1);
    }
  }
  return launch_of(std::move(facts), local_processors(), memory_of_this_node());
}

InstructionSet common_instruction_set(const Communicator& world) {
  return static_cast<InstructionSet>(world.min(static_cast<std::int64_t>(best_instruction_set())));
}

} // namespace sweep
