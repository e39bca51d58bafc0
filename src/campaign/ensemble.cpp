#include "campaign/ensemble.hpp"

#include <algorithm>
#include <cstring>
#include <set>

#include "campaign/measure.hpp"
#include "campaign/placement.hpp"
#include "core/errors.hpp"

namespace sweep {
namespace {

constexpr int order_tag = 10;

template <typename T>
std::span<const std::byte> bytes_of(const T& value) {
  return std::as_bytes(std::span(&value, 1));
}

} // namespace

Seconds Measurement::time() const {
  return std::ranges::max_element(samples, {}, &Sample::wall_s)->wall_s;
}

Ensemble::Ensemble(const Communicator& world, const Launch& launch, const Plan& plan, InstructionSet instruction_set,
                   int ranks_per_node)
    : world_(world), launch_(launch), plan_(plan), instruction_set_(instruction_set) {
  std::set<std::int64_t> sizes;
  for (const Case& each : plan.cases) {
    sizes.insert(each.record.ranks);
  }
  for (const std::int64_t size : sizes) {
    auto members = world.split(world.rank() < size ? std::optional(0) : std::nullopt);
    if (members) {
      teams_.emplace(size, Team(std::move(*members), ranks_per_node));
    }
  }
}

const Workload& Ensemble::workload(std::size_t problem) {
  std::unique_ptr<Workload>& made = workloads_[problem];
  if (!made) {
    const Problem& wanted = plan_.problems[problem];
    made = wanted.workload->make({.seed = plan_.campaign.seed,
                                  .instruction_set = instruction_set_,
                                  .values = wanted.values,
                                  .settings = wanted.settings});
  }
  return *made;
}

Measurement Ensemble::command(const Order& order) {
  const std::int64_t ranks = plan_.cases[static_cast<std::size_t>(order.case_index)].record.ranks;
  for (int rank = 1; rank < ranks; ++rank) {
    world_.send(rank, order_tag, bytes_of(order));
  }
  return perform(order);
}

void Ensemble::dismiss() {
  const Order over{.case_index = -1, .repetition = 0, .order = 0, .keep = Keep::digest};
  for (int rank = 1; rank < world_.size(); ++rank) {
    world_.send(rank, order_tag, bytes_of(over));
  }
}

void Ensemble::serve() {
  for (;;) {
    const std::vector<std::byte> bytes = world_.receive_asleep(0, order_tag);
    Order order{};
    SWEEP_EXPECT(bytes.size() == sizeof order);
    std::memcpy(&order, bytes.data(), sizeof order);
    if (order.case_index < 0) {
      return;
    }
    perform(order);
  }
}

Measurement Ensemble::perform(const Order& order) {
  const Case& performed = plan_.cases[static_cast<std::size_t>(order.case_index)];
  const Team& team = teams_.at(performed.record.ranks);
  const Placement placement(launch_, team, world_.rank(), performed.record.threads);
  return measure(
      performed, [&]() -> const Workload& { return workload(performed.problem); }, team, order);
}

} // namespace sweep
