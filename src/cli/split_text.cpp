#include <fmt/format.h>

#include "cli/print.hpp"
#include "cli/quantity.hpp"
#include "cli/shard_option.hpp"
#include "results/parts.hpp"

namespace sweep {

std::string split_text(const Plan& plan, std::int64_t shards, const std::string& command_line, std::int64_t ranks) {
  const Split split = sweep::split(plan, shards);
  std::string text =
      fmt::format("campaign {} · {} cases on {} rank{} in {} shards; cases by their row in `sweep plan`, "
                  "from 0\n",
                  plan.campaign.name, plan.cases.size(), ranks, ranks == 1 ? "" : "s", shards);
  for (std::int64_t number = 1; number <= shards; ++number) {
    const auto index = static_cast<std::size_t>(number - 1);
    const std::vector<std::int64_t> cases(split.cases[index].begin(), split.cases[index].end());
    text += fmt::format("shard {}/{} · {} cases{}{} · about {} a round\n  {} -o {}-{}of{}.h5\n", number, shards,
                        cases.size(), cases.empty() ? "" : ": ", numbers_text(cases), duration_text(split.loads[index]),
                        shard_command(command_line, ranks, {.number = number, .of = shards}), plan.campaign.name,
                        number, shards);
  }
  return text +
         fmt::format("then, whatever their order\n  sweep merge {0}-*of{1}.h5 -o {0}.h5\n", plan.campaign.name, shards);
}

} // namespace sweep
