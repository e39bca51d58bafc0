#include "campaign/ensemble.hpp"

#include <algorithm>
#include <cstring>
#include <set>
#include <stdexcept>
#include <string_view>

#include "campaign/measure.hpp"
#include "campaign/placement.hpp"
#include "campaign/recipe.hpp"
#include "core/errors.hpp"
#include "core/proc_text.hpp"
#include "core/process.hpp"

namespace sweep {
namespace {

constexpr int order_tag = 10;
constexpr int loop_tag = 15;
constexpr std::string_view refusal = "!"; // no address begins so

/// What started a service told, on the ranks that were to use it.
struct ServiceFailure final : std::runtime_error {
  using std::runtime_error::runtime_error;
};

template <typename T>
std::span<const std::byte> bytes_of(const T& value) {
  return std::as_bytes(std::span(&value, 1));
}

template <typename T>
T from_bytes(std::span<const std::byte> bytes) {
  T value{};
  SWEEP_EXPECT(bytes.size() == sizeof value);
  std::memcpy(&value, bytes.data(), sizeof value);
  return value;
}

/// Between ranks nothing may go wrong: where it does, some of them may wait for others, so it must not be taken for a
/// failure of the system that one tells and lives with. Throws std::runtime_error instead, which ends the launch.
template <typename Act>
auto with_the_others(const Act& act) {
  try {
    return act();
  } catch (const SystemError& error) {
    throw std::runtime_error(error.what());
  }
}

/// Of the time for which its ranks looked at the processors, what the repetition itself took: an interpreter that takes
/// its own times was started before them.
double share_of_time(const Measurement& measurement, const UseSeen& seen) {
  const Seconds looked = seconds_between(seen.before.when, seen.after.when);
  return looked > 0 ? std::min(1.0, measurement.time() / looked) : 1;
}

/// Collective: what all ranks saw, in order of rank, on rank 0.
std::vector<UseSeen> gather_use(const Team& team, const UseSeen& mine) {
  std::vector<UseSeen> all;
  for (const std::string& bytes : team.ranks().gather(std::string(reinterpret_cast<const char*>(&mine), sizeof mine))) {
    all.push_back(from_bytes<UseSeen>(std::as_bytes(std::span(bytes))));
  }
  return all;
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
  return std::max(0.0, sum - uncounted_cpu);
}

Seconds Measurement::longest_locked() const {
  std::map<std::pair<std::int64_t, std::int64_t>, Seconds> held; // by rank and lock
  Seconds longest = 0;
  for (const LockSample& each : locks) {
    if (each.use.lock >= 0) {
      longest = std::max(longest, held[{each.rank, each.use.lock}] += each.use.held_s);
    }
  }
  return longest;
}

Ensemble::Ensemble(const Communicator& world, const Launch& launch, const Plan& plan, InstructionSet instruction_set,
                   int ranks_per_node, std::function<LoopTimes()> measure_loop)
    : world_(world), launch_(launch), plan_(plan), instruction_set_(instruction_set),
      measure_loop_(std::move(measure_loop)),
      hardware_threads_(launch.node(launch.facts[static_cast<std::size_t>(world.rank())].hostname).in_order()),
      neighbours_(launch) {
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
  if (!workloads_.empty() && // they are all of one experiment
      plan_.problems[workloads_.begin()->first].experiment != plan_.problems[problem].experiment) {
    workloads_.clear(); // with their buffers
  }
  std::unique_ptr<Workload>& made = workloads_[problem];
  if (!made) {
    const Problem& wanted = plan_.problems[problem];
    made = wanted.workload->make(wanted.context(plan_.campaign.seed, instruction_set_));
  }
  return *made;
}

void Ensemble::send(int rank, const Order& order) const {
  world_.send(rank, order_tag, bytes_of(order));
}

Measurement Ensemble::command(const Order& order) {
  const std::int64_t ranks = plan_.cases[static_cast<std::size_t>(order.case_index)].record.ranks;
  Measurement measurement = with_the_others([&] {
    for (int rank = 1; rank < ranks; ++rank) {
      send(rank, order);
    }
    return perform(order);
  });
  const std::vector<Seconds> strangers = neighbours_.strangers(measurement.use);
  for (std::size_t rank = 0; rank < measurement.samples.size(); ++rank) {
    const UseSeen& seen = measurement.use[rank];
    measurement.samples[rank].servers_s = std::max(0.0, seen.after.services - seen.before.services);
    measurement.samples[rank].strangers_s = strangers[rank] * share_of_time(measurement, seen);
  }
  return measurement;
}

std::vector<LoopTimes> Ensemble::survey_loops() {
  return with_the_others([&] { return loops_of_all(); });
}

std::vector<LoopTimes> Ensemble::loops_of_all() {
  std::map<std::string, std::vector<int>> ranks_of; // by host
  for (int rank = 0; rank < world_.size(); ++rank) {
    ranks_of[launch_.facts[static_cast<std::size_t>(rank)].hostname].push_back(rank);
  }
  std::vector<LoopTimes> all(static_cast<std::size_t>(world_.size()));
  for (std::size_t turn = 0; turn < all.size(); ++turn) {
    std::vector<int> asked;
    for (const auto& [host, ranks] : ranks_of) {
      if (turn < ranks.size() && ranks[turn] != 0) {
        asked.push_back(ranks[turn]);
        send(ranks[turn], {.case_index = Order::measure_loop, .repetition = 0, .order = 0, .keep = Keep::digest});
      } else if (turn < ranks.size()) {
        all.front() = measure_loop_();
      }
    }
    for (const int rank : asked) {
      all[static_cast<std::size_t>(rank)] = from_bytes<LoopTimes>(world_.receive_asleep(rank, loop_tag));
    }
  }
  return all;
}

void Ensemble::dismiss() {
  for (int rank = 1; rank < world_.size(); ++rank) {
    send(rank, {.case_index = Order::over, .repetition = 0, .order = 0, .keep = Keep::digest});
  }
}

void Ensemble::serve() {
  for (;;) {
    const auto order = from_bytes<Order>(world_.receive_asleep(0, order_tag));
    if (order.case_index == Order::over) {
      return;
    }
    if (order.case_index == Order::measure_loop) {
      world_.send(0, loop_tag, bytes_of(measure_loop_()));
    } else {
      perform(order);
    }
  }
}

Measurement Ensemble::perform(const Order& order) {
  const Case& performed = plan_.cases[static_cast<std::size_t>(order.case_index)];
  const Team& team = teams_.at(performed.record.ranks);
  const std::string address = serve(performed.problem, team); // it must not inherit the rank's placement
  const Placement placement(launch_, team, world_.rank(), performed.record.threads, performed.record.cores);
  const auto make = [&]() -> ToMeasure {
    if (address.starts_with(refusal)) {
      throw ServiceFailure(address.substr(refusal.size()));
    }
    ToMeasure work = order.oracle ? oracle(performed.problem) : ToMeasure{.workload = workload(performed.problem)};
    work.service = address;
    if (!order.oracle) {
      work.recipe = [&](const Surroundings& surroundings) {
        const Problem& problem = plan_.problems[performed.problem];
        return recipe_of(*problem.workload, problem.context(plan_.campaign.seed, instruction_set_), surroundings);
      };
    }
    return work;
  };
  UseSeen seen{.before = processor_use(), .after = {}};
  Measurement measurement = measure(performed, make, team, order);
  seen.after = processor_use();
  oracle_.reset();
  measurement.use = gather_use(team, seen);
  return measurement;
}

ToMeasure Ensemble::oracle(std::size_t problem) {
  const Problem& asked = plan_.problems[problem];
  if (!asked.workload->base.oracle) {
    return {.workload = workload(problem), .begins = false};
  }
  oracle_ = asked.workload->base.oracle(asked.context(plan_.campaign.seed, instruction_set_));
  return {.workload = *oracle_};
}

ProcessorUse Ensemble::processor_use() const {
  const std::string stat = proc_text("/proc/stat");
  ProcessorUse use{.when = now(),
                   .ours = process_cpu_time() + ended_children_seconds(),
                   .services = 0,
                   .all = busy_seconds(hardware_threads_, stat),
                   .stolen = stolen_seconds(stat)};
  for (const auto& [problem, service] : services_) {
    use.services += service ? service->processor_time() : 0;
  }
  return use;
}

/// The address of the problem's service on this node, which its first rank starts if there is none alive; empty when
/// the problem needs none, and `refusal` with the reason when it could not be started. Services of experiments that are
/// over end. Collective over the ranks of the case on this node.
std::string Ensemble::serve(std::size_t problem, const Team& team) {
  const Problem& served = plan_.problems[problem];
  if (!served.workload->service) {
    services_.clear();
    return {};
  }
  std::string address;
  if (team.leads_node()) {
    std::erase_if(services_,
                  [&](const auto& each) { return plan_.problems[each.first].experiment != served.experiment; });
    try {
      const auto [entry, is_new] = services_.try_emplace(problem);
      std::unique_ptr<Service>& service = entry->second; // null where these values need none
      if (is_new || (service && service->address().empty())) {
        service.reset();
        service = served.workload->service(served.context(plan_.campaign.seed, instruction_set_));
      }
      address = service ? service->address() : "";
    } catch (...) {
      services_.erase(problem);
      address = std::string(refusal) + current_exception_text();
    }
  }
  return team.node().broadcast(address);
}

} // namespace sweep
