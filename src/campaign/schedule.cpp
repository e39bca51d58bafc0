#include "campaign/schedule.hpp"

#include <algorithm>
#include <array>

#include "core/catalogue.hpp"

namespace sweep {
namespace {

enum class ChunkSize { fixed, share_of_rest };

/// A share of half of what each worker would get: Polychronopoulos & Kuck (IEEE Trans. Computers C-36 (1987) 1425) give
/// rest/workers; half of it, as in factoring (Hummel, Schonberg & Flynn, CACM 35 (1992) 90), evens out uneven tasks.
constexpr std::uint64_t shares_per_worker = 2;

std::unique_ptr<Handout> make_shared(const Team& team, const Work& work, ChunkSize size) {
  const std::uint64_t node_workers = work.workers_per_rank * static_cast<std::uint64_t>(team.node().size());
  const std::uint64_t all_workers = work.workers_per_rank * static_cast<std::uint64_t>(team.ranks().size());
  const bool fixed = size == ChunkSize::fixed;
  if (team.at_home()) {
    const auto nodes = static_cast<std::uint64_t>(team.nodes());
    const ChunkRule block{.smallest = std::max<std::uint64_t>(std::min(work.chunk, work.tasks), 1) * node_workers,
                          .divisor = shares_per_worker * nodes};
    const ChunkRule chunk{.smallest = work.chunk, .divisor = fixed ? 0 : shares_per_worker * all_workers};
    return std::make_unique<HomeHandout>(team, work.tasks, chunk, block);
  }
  return std::make_unique<AwayHandout>(
      team, ChunkRule{.smallest = work.chunk, .divisor = fixed ? 0 : shares_per_worker * node_workers});
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
       [](const Team& team, const Work& work) { return make_shared(team, work, ChunkSize::fixed); }},
      {"guided", "to the worker that asks: its share of half of the rest, at least a chunk", one_task,
       [](const Team& team, const Work& work) { return make_shared(team, work, ChunkSize::share_of_rest); }},
  }};
  return all;
}

const ScheduleDescriptor* find_schedule(std::string_view name) {
  return find_by_name(schedules(), name);
}

} // namespace sweep
