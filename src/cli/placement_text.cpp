#include "cli/placement_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>
#include <vector>

#include "cli/print.hpp"
#include "cli/quantity.hpp"
#include "core/number_list.hpp"

namespace sweep {
namespace {

constexpr std::size_t many_hosts = 8;

/// What one host has of a launch.
struct HostShare {
  std::vector<std::string> hosts; ///< One, or several alike.
  std::vector<int> ranks;         ///< Of all of them.
  std::int64_t threads = 0;       ///< Of the case with most on a host; 0 where no case runs there.
  double cores = 0;
  std::int64_t hardware_threads = 0;
  std::int64_t memory_bytes = 0;

  bool is_like(const HostShare& other) const {
    const auto facts = [](const HostShare& share) {
      return std::tuple(share.ranks.size() / share.hosts.size(), share.threads, share.cores, share.hardware_threads,
                        share.memory_bytes);
    };
    return facts(*this) == facts(other);
  }
};

/// In order of their first ranks.
std::vector<HostShare> shares_of(const Launch& launch) {
  std::vector<HostShare> shares;
  for (int rank = 0; rank < launch.ranks; ++rank) {
    const RankFacts& facts = launch.facts[static_cast<std::size_t>(rank)];
    auto share =
        std::ranges::find_if(shares, [&](const HostShare& each) { return each.hosts.front() == facts.hostname; });
    if (share == shares.end()) {
      const Node node = launch.node(facts.hostname);
      share = shares.insert(shares.end(), {.hosts = {facts.hostname},
                                           .ranks = {},
                                           .cores = node.granted_cores(),
                                           .hardware_threads = node.hardware_threads(),
                                           .memory_bytes = facts.memory_bytes});
    }
    share->ranks.push_back(rank);
  }
  return shares;
}

/// Neighbours that are alike become one.
std::vector<HostShare> together(const std::vector<HostShare>& shares) {
  std::vector<HostShare> fewer;
  for (const HostShare& each : shares) {
    if (fewer.empty() || !fewer.back().is_like(each)) {
      fewer.push_back(each);
      continue;
    }
    fewer.back().hosts.push_back(each.hosts.front());
    fewer.back().ranks.insert(fewer.back().ranks.end(), each.ranks.begin(), each.ranks.end());
  }
  return fewer;
}

std::string hosts_text(const std::vector<std::string>& hosts) {
  return hosts.size() == 1 ? hosts.front() : fmt::format("{} … {} ({})", hosts.front(), hosts.back(), hosts.size());
}

std::string memory_text(std::int64_t bytes) {
  return bytes == 0 ? "not known" : size_text(static_cast<double>(bytes));
}

} // namespace

std::string placement_text(const Plan& plan, const Launch& launch) {
  std::vector<HostShare> shares = shares_of(launch);
  for (HostShare& share : shares) {
    for (const Case& each : plan.cases) {
      const std::int64_t ranks = launch.ranks_on(share.hosts.front(), each.record.ranks);
      share.threads = std::max(share.threads, ranks * each.record.threads);
    }
  }
  if (shares.size() > many_hosts) {
    shares = together(shares);
  }
  std::vector<std::vector<std::string>> rows{
      {"host", "ranks", "threads at most", "cores", "hardware threads", "memory a node"}};
  for (const HostShare& share : shares) {
    rows.push_back({hosts_text(share.hosts), to_list(share.ranks), std::to_string(share.threads),
                    fmt::format("{:g}", share.cores), std::to_string(share.hardware_threads),
                    memory_text(share.memory_bytes)});
  }
  return fmt::format("\n{}", aligned(rows));
}

std::string placement_line(const Launch& launch) {
  std::string line;
  for (const HostShare& share : shares_of(launch)) {
    line += fmt::format("{}{}: rank{} {}, {:g} core{}, {} hardware thread{}, {}", line.empty() ? "" : "; ",
                        share.hosts.front(), share.ranks.size() == 1 ? "" : "s", to_list(share.ranks), share.cores,
                        share.cores == 1 ? "" : "s", share.hardware_threads, share.hardware_threads == 1 ? "" : "s",
                        memory_text(share.memory_bytes));
  }
  return line;
}

} // namespace sweep
