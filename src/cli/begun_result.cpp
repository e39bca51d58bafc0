#include "cli/begun_result.hpp"

#include <cstdlib>

#include "campaign/parameter_texts.hpp"
#include "cli/placement_text.hpp"
#include "comm/session.hpp"
#include "core/clock.hpp"
#include "core/errors.hpp"
#include "models/catalogue.hpp"
#include "results/journal.hpp"

namespace sweep {

Result begun_result(const Plan& plan, const Launch& launch, InstructionSet instruction_set, std::string command_line) {
  Result result;
  result.identity = random_identity();
  result.created = utc_time();
  result.campaign = {.name = plan.campaign.name,
                     .seed = plan.campaign.seed,
                     .toml = plan.campaign.toml,
                     .command_line = std::move(command_line),
                     .min_repetitions = plan.campaign.repetitions.min,
                     .launches = plan.campaign.launches};
  result.part = plan.part;
  result.provenance = provenance(launch.facts, launch.node(launch.facts.front().hostname), instruction_set,
                                 Session::library(), openmp_date());
  result.provenance.emplace_back("oversubscribed", std::int64_t{launch.workers_per_core(launch.ranks, 1) > 1});
  result.provenance.emplace_back("placement",
                                 "the ranks of a case have cores of their own, and their threads one each, "
                                 "where a node has enough and the launcher has bound none");
  result.launches = {launch_of(result.provenance)};
  result.launches.back().began = result.created;
  result.launches.back().placement = placement_line(launch);
  result.parameters = parameter_texts(plan);
  result.measure_texts = measure_texts(plan);
  return result;
}

Seconds since_launched() {
  const char* told = std::getenv("SWEEP_LAUNCHED"); // NOLINT(concurrency-mt-unsafe): nothing here sets variables
  const Seconds passed = told == nullptr ? 0 : time_of_day() - std::strtod(told, nullptr);
  constexpr Seconds longest = 3600; // more is a variable left from an earlier launch, or a clock that was set
  return passed > 0 && passed < longest ? passed : unknown;
}

} // namespace sweep
