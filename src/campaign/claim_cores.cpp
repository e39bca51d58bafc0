#include "campaign/claim_cores.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <sstream>
#include <utility>

#include "core/number_list.hpp"

namespace sweep {
namespace {

/// The cores of a host that a case of the plan runs on: see Placement.
std::vector<Core> cores_for(const Plan& plan, const Launch& launch, const std::string& hostname) {
  const Node node = launch.node(hostname);
  if (!launch.unbound(hostname)) {
    return node.cores;
  }
  std::set<std::pair<std::int64_t, std::int64_t>> shapes; // ranks on the host, workers of each
  for (const Case& each : plan.cases) {
    shapes.emplace(launch.ranks_on(hostname, each.record.ranks), each.record.threads);
  }
  std::vector<int> needed;
  for (const auto& [ranks, workers] : shapes) {
    const auto shares = node.shares(ranks, workers);
    if (ranks > 0 && shares.empty()) { // they run anywhere
      return node.cores;
    }
    for (const std::vector<int>& share : shares) {
      needed.insert(needed.end(), share.begin(), share.end());
    }
  }
  return usable_cores(node.cores, needed);
}

/// Claims the cores needed, or as many others. Returns what to keep to as a list; none where nobody was met.
std::optional<std::string> claim(Claims& claims, std::vector<Core> needed, const Node& node) {
  std::vector<Core> taken = claims.take(needed, needed.size());
  if (!claims.met_others()) {
    return {};
  }
  std::vector<Core> others;
  std::ranges::copy_if(node.cores, std::back_inserter(others), [&](const Core& core) {
    return std::ranges::find(needed, core.number, &Core::number) == needed.end();
  });
  const std::vector<Core> instead = claims.take(others, needed.size() - taken.size());
  taken.insert(taken.end(), instead.begin(), instead.end());
  return to_list(Node{.cores = std::move(taken)}.in_order());
}

} // namespace

std::unique_ptr<Claims> claim_cores(const Communicator& world, const Plan& plan, Launch& launch) {
  const RankFacts& mine = launch.facts[static_cast<std::size_t>(world.rank())];
  std::unique_ptr<Claims> claims;
  std::string line;
  if (launch.leads_host(world.rank())) {
    claims = std::make_unique<Claims>(claims_file());
    const auto kept_to = claim(*claims, cores_for(plan, launch, mine.hostname), launch.node(mine.hostname));
    line = kept_to ? mine.hostname + ' ' + *kept_to + '\n' : "";
  }
  std::istringstream lines(world.gather_to_all(line));
  for (std::string each; std::getline(lines, each);) {
    const std::size_t blank = each.find(' ');
    launch.claimed[each.substr(0, blank)] = numbers_of(each.substr(blank + 1));
  }
  return claims;
}

std::string claims_warning(const Launch& launch) {
  if (launch.claimed.empty()) {
    return {};
  }
  std::string hosts;
  for (const auto& [host, hardware_threads] : launch.claimed) {
    hosts += (hosts.empty() ? "" : ", ") + host;
  }
  return fmt::format(
      "another run of sweep is on {}: cases keep to the cores that it has not claimed, or where these are "
      "too few run anywhere, and both runs may be slower; let one end before the other begins",
      hosts);
}

} // namespace sweep
