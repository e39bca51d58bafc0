#include "campaign/schedule.hpp"

#include <array>

#include "comm/handout_rules.hpp"
#include "core/catalogue.hpp"

namespace sweep {
namespace {

std::unique_ptr<Handout> make_shared(const Team& team, const Work& work, bool guided) {
  const HandoutRules rules =
      handout_rules(work.tasks, work.chunk, guided,
                    {.on_node = work.workers_per_rank * static_cast<std::uint64_t>(team.node().size()),
                     .in_all = work.workers_per_rank * static_cast<std::uint64_t>(team.ranks().size()),
                     .nodes = static_cast<std::uint64_t>(team.nodes())});
  if (team.at_home()) {
    return std::make_unique<HomeHandout>(team, work.tasks, rules.home, rules.block);
  }
  return std::make_unique<AwayHandout>(team, rules.away);
}

std::uint64_t one_task(std::uint64_t /*tasks*/, std::uint64_t /*workers*/) {
  return 1;
}

std::uint64_t equal_share(std::uint64_t tasks, std::uint64_t workers) {
  return (tasks + workers - 1) / workers;
}

} // namespace

std::span<const ScheduleDescriptor> schedules() {
  static const std::array<ScheduleDescriptor, 3> all{{
      {"static", "chunk k to worker k modulo the workers; one equal share each without `chunk`", equal_share,
       [](const Team& team, const Work& work) -> std::unique_ptr<Handout> {
         return std::make_unique<StaticHandout>(team, work.tasks, work.chunk, work.workers_per_rank);
       },
       true},
      {"dynamic", "the next chunk to the worker that asks", one_task,
       [](const Team& team, const Work& work) { return make_shared(team, work, false); }},
      {"guided", "to the worker that asks: its share of half of the rest, at least a chunk", one_task,
       [](const Team& team, const Work& work) { return make_shared(team, work, true); }},
  }};
  return all;
}

const ScheduleDescriptor* find_schedule(std::string_view name) {
  return find_by_name(schedules(), name);
}

} // namespace sweep
