#include "campaign/ensemble.hpp"

#include <algorithm>
#include <cstring>
#include <set>
#include <stdexcept>
#include <string_view>

#include "campaign/measure.hpp"
#include "campaign/placement.hpp"
#include "core/errors.hpp"

namespace sweep {
namespace {

constexpr int order_tag = 10;
constexpr std::string_view refusal = "!"; // no address begins so

/// What started a service told, on the ranks that were to use it.
struct ServiceFailure final : std::runtime_error {
  using std::runtime_error::runtime_error;
};

template <typename T>
std::span<const std::byte> bytes_of(const T& value) {
  return std::as_bytes(std::span(&value, 1));
}

} // namespace

Seconds Measurement::time() const {
  return std::ranges::max_element(samples, {}, &Sample::wall_s)->wall_s;
}

Seconds Measurement::processor_time() const {
  Seconds sum = 0;
  for (const Sample& sample : samples) {
    sum += sample.cpu_s;
  }
  return sum;
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

Workload& Ensemble::workload(std::size_t problem) {
  std::erase_if(workloads_, [&](const auto& each) { // with their buffers
    return plan_.problems[each.first].experiment != plan_.problems[problem].experiment;
  });
  std::unique_ptr<Workload>& made = workloads_[problem];
  if (!made) {
    const Problem& wanted = plan_.problems[problem];
    made = wanted.workload->make(wanted.context(plan_.campaign.seed, instruction_set_));
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
  const std::string address = serve(performed.problem, team); // it must not inherit the rank's placement
  const Placement placement(launch_, team, world_.rank(), performed.record.threads);
  const auto ready_workload = [&]() -> Workload& {
    if (address.starts_with(refusal)) {
      throw ServiceFailure(address.substr(refusal.size()));
    }
    Workload& ready = workload(performed.problem);
    if (!address.empty()) {
      ready.connect(address);
    }
    ready.prepare();
    return ready;
  };
  return measure(performed, ready_workload, team, order);
}

/// The address of the problem's service on this node, which its first rank starts if there is none alive; empty when
/// the problem needs none, and `refusal` with the reason when it could not be started. Services of experiments that are
/// over end. Collective over the ranks of the case on this node.
std::string Ensemble::serve(std::size_t problem, const Team& team) {
  const Problem& served = plan_.problems[problem];
  if (!served.workload->serve) {
    services_.clear();
    return {};
  }
  std::string address;
  if (team.leads_node()) {
    std::erase_if(services_,
                  [&](const auto& each) { return plan_.problems[each.first].experiment != served.experiment; });
    try {
      std::unique_ptr<Service>& service = services_[problem];
      if (!service || !service->alive()) {
        service.reset();
        service = served.workload->serve(served.context(plan_.campaign.seed, instruction_set_));
      }
      address = service ? service->address() : "";
    } catch (...) {
      address = std::string(refusal) + current_exception_text();
    }
  }
  return team.node().broadcast(address);
}

} // namespace sweep
