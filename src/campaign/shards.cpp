#include "campaign/shards.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <set>
#include <string>
#include <string_view>

#include "campaign/bound.hpp"
#include "campaign/combination.hpp"
#include "core/errors.hpp"
#include "core/split_mix.hpp"

namespace sweep {
namespace {

using Bases = std::vector<std::size_t>;

/// All cases without which a case cannot be measured or compared: its base and its oracle, and what those need.
/// Ascending.
Bases bases_of(const Plan& plan, std::size_t index) {
  std::set<std::size_t> needed;
  std::vector<std::size_t> ask{index};
  while (!ask.empty()) {
    const Case& asked = plan.cases[ask.back()];
    ask.pop_back();
    for (const std::size_t base : {static_cast<std::size_t>(asked.record.base), plan.problems[asked.problem].base}) {
      if (base != index && needed.insert(base).second) {
        ask.push_back(base);
      }
    }
  }
  return {needed.begin(), needed.end()};
}

/// Whole nanoseconds: their sums do not depend on the order.
std::vector<std::int64_t> costs_of(const Plan& plan) {
  constexpr std::int64_t beside_tasks = 1'000'000; // a repetition, whatever is in it: starting together, and gathering
  std::vector<std::int64_t> costs;
  for (const Seconds each : ideal_times(plan)) {
    costs.push_back(beside_tasks + static_cast<std::int64_t>(std::min(each * 1e9, 1e15)));
  }
  return costs;
}

/// Hands out cases; its members are what each shard has so far.
class HandingOut {
 public:
  HandingOut(const Plan& plan, std::int64_t shards)
      : plan_(plan), costs_(costs_of(plan)), loads_(static_cast<std::size_t>(shards)),
        cases_(static_cast<std::size_t>(shards)) {}

  Split run() {
    std::vector<std::size_t> order(plan_.cases.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, std::ranges::greater{}, [this](std::size_t each) { return costs_[each]; });
    std::set<std::size_t> bases; // which come with what needs them
    for (const std::size_t each : order) {
      const Bases needed = bases_of(plan_, each);
      bases.insert(needed.begin(), needed.end());
    }
    for (const std::size_t each : order) {
      if (!bases.contains(each)) {
        hand_out(each);
      }
    }
    Split split;
    for (std::size_t shard = 0; shard < loads_.size(); ++shard) {
      split.cases.emplace_back(cases_[shard].begin(), cases_[shard].end());
      split.loads.push_back(static_cast<double>(loads_[shard]) * 1e-9);
    }
    return split;
  }

 private:
  void hand_out(std::size_t index);

  const Plan& plan_;
  std::vector<std::int64_t> costs_; ///< By case.
  std::vector<std::int64_t> loads_; ///< By shard.
  std::vector<std::set<std::size_t>> cases_;
  std::map<std::size_t, std::vector<bool>> holders_; ///< Of each base, which shards have it.
};

void HandingOut::hand_out(std::size_t index) {
  const Bases bases = bases_of(plan_, index);
  std::vector<std::int64_t> ends = loads_; // by shard, were it to have this case too; but for what that costs in all
  for (const std::size_t base : bases) {
    const std::vector<bool>& holders = holders_.try_emplace(base, loads_.size()).first->second;
    for (std::size_t shard = 0; shard < ends.size(); ++shard) {
      ends[shard] += holders[shard] ? 0 : costs_[base];
    }
  }
  const auto best = static_cast<std::size_t>(std::ranges::min_element(ends) - ends.begin());
  loads_[best] = ends[best] + costs_[index];
  cases_[best].insert(index);
  for (const std::size_t base : bases) {
    holders_[base][best] = true;
    cases_[best].insert(base);
  }
}

/// Of what the cases are, not of what was measured of them, and of which shard has which. A chain, since their order
/// counts.
std::string digest_of(const Plan& plan, const Split& split) {
  std::uint64_t digest = plan.campaign.seed;
  const auto add = [&digest](std::string_view text) {
    for (const char letter : text) {
      digest = SplitMix::mix(digest ^ static_cast<unsigned char>(letter));
    }
  };
  for (const Case& each : plan.cases) {
    const CaseRecord& record = each.record;
    add(fmt::format("{} {} {} {} {} {} {} {}", record.experiment, key_of(each), record.workload,
                    key_of(plan.problems[each.problem].values), record.ranks, record.threads, record.tasks,
                    record.base));
  }
  for (const std::vector<std::size_t>& cases : split.cases) {
    add(fmt::format("shard {}", fmt::join(cases, " ")));
  }
  return fmt::format("{:016x}", digest);
}

/// 0 where it is not there.
std::size_t position_of(const std::vector<std::size_t>& cases, std::size_t index) {
  const auto found = std::ranges::lower_bound(cases, index);
  return found != cases.end() && *found == index ? static_cast<std::size_t>(found - cases.begin()) : 0;
}

} // namespace

Split split(const Plan& plan, std::int64_t shards) {
  SWEEP_EXPECT(shards >= 1);
  return HandingOut(plan, shards).run();
}

Plan part_of(Plan plan, const Shard& shard) {
  SWEEP_EXPECT(shard.number >= 1 && shard.number <= shard.of);
  if (shard.is_whole()) {
    return plan;
  }
  const Split all = split(plan, shard.of);
  const std::vector<std::size_t>& chosen = all.cases[static_cast<std::size_t>(shard.number - 1)];
  plan.part = {.of = shard.of,
               .shards = {shard.number},
               .cases = std::ssize(plan.cases),
               .digest = digest_of(plan, all),
               .places = {chosen.begin(), chosen.end()}};
  std::vector<Case> cases;
  for (const std::size_t index : chosen) {
    Case& each = cases.emplace_back(std::move(plan.cases[index]));
    each.record.base = static_cast<std::int64_t>(position_of(chosen, static_cast<std::size_t>(each.record.base)));
  }
  plan.cases = std::move(cases);
  for (Problem& problem : plan.problems) { // of which those without a case here have no base here, and need none
    problem.base = position_of(chosen, problem.base);
  }
  return plan;
}

} // namespace sweep
