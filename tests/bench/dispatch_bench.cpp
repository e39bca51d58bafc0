// What it costs to hand out one task, from nothing to processes that are fed through pipes. Two ranks, each pretending
// to be a node: rank 1 takes tasks one by one as fast as they come, and rank 0 serves where a way has a server. An item
// is one task. Run with mpirun -n 2; the pool's workers make it three processes, so compare what one run prints.

#include <benchmark/benchmark.h>
#include <mpi.h>
#include <omp.h>
#include <unistd.h>

#include <cstdio>
#include <cstring>

#include "comm/grants.hpp"
#include "comm/session.hpp"
#include "io/processes/worker_process.hpp"
#include "models/catalogue.hpp"
#include "workloads/catalogue.hpp"

namespace sweep {
namespace {

constexpr std::uint64_t endless = std::uint64_t{1} << 62U;
constexpr int ask_tag = 100;
constexpr int give_tag = 101;
constexpr int part_tag = 102;
constexpr std::int64_t pool_tasks = 20'000;

/// What rank 1 asks rank 0 to be. It sleeps meanwhile, so that it takes no processor from what is measured.
enum class Part : std::uint64_t { master, server, nobody };

void ask_for(const Team& team, Part part) {
  team.ranks().send(0, part_tag, std::as_bytes(std::span(&part, 1)));
}

/// A master as every textbook has it: it receives a request, and sends the number of a task.
void be_master() {
  for (std::uint64_t next = 0;; ++next) {
    std::uint64_t goes_on = 0;
    MPI_Recv(&goes_on, 1, MPI_UINT64_T, 1, ask_tag, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    if (goes_on == 0) {
      return;
    }
    MPI_Send(&next, 1, MPI_UINT64_T, 1, give_tag, MPI_COMM_WORLD);
  }
}

void ask(std::uint64_t goes_on) {
  MPI_Send(&goes_on, 1, MPI_UINT64_T, 0, ask_tag, MPI_COMM_WORLD);
}

void send_and_receive(benchmark::State& state, const Team& team) {
  ask_for(team, Part::master);
  for (auto _ : state) {
    ask(1);
    std::uint64_t task = 0;
    MPI_Recv(&task, 1, MPI_UINT64_T, 0, give_tag, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    benchmark::DoNotOptimize(task);
  }
  ask(0);
  state.SetItemsProcessed(state.iterations());
}

void be_server(const Team& team) {
  team.counter().reset(endless);
  GrantServer server(team, {.smallest = 1});
  team.ranks().barrier();
  while (!server.done()) {
    server.poll();
  }
}

void request_and_grant(benchmark::State& state, const Team& team) {
  ask_for(team, Part::server);
  team.pool().reset();
  team.ranks().barrier();
  GrantClient client(team);
  for (auto _ : state) {
    while (team.pool().take({.smallest = 1}).empty()) {
      client.poll();
    }
  }
  state.SetItemsProcessed(state.iterations());
  team.pool().abandon();
  while (!team.pool().finished()) {
    client.poll();
  }
}

void shared_counter(benchmark::State& state) {
  SharedCounter counter;
  counter.reset(endless);
  for (auto _ : state) {
    benchmark::DoNotOptimize(counter.take({.smallest = 1}));
  }
  state.SetItemsProcessed(state.iterations());
}

void openmp_loop(benchmark::State& state, omp_sched_t schedule) {
  constexpr int tasks = 100'000;
  omp_set_schedule(schedule, 1);
  for (auto _ : state) {
#pragma omp parallel for num_threads(2) schedule(runtime)
    for (int task = 0; task < tasks; ++task) {
      benchmark::DoNotOptimize(task);
    }
  }
  state.SetItemsProcessed(state.iterations() * tasks);
}

bool send_number(int to) {
  const std::uint64_t number = 0;
  return write(to, &number, sizeof number) == sizeof number;
}

bool receive_number(int from) {
  std::uint64_t number = 0;
  return read(from, &number, sizeof number) == sizeof number;
}

/// Sends back what comes.
void echo(int requests, int answers) {
  while (receive_number(requests) && send_number(answers)) {
  }
}

/// Eight bytes there and eight back, between this process and copies of it in turn, each of which has one message under
/// way: what no pool of so many workers, with one task under way a worker, can go below.
void bare_pipe_round_trip(benchmark::State& state, std::size_t workers) {
  std::vector<WorkerProcess> echoes;
  bool there = true;
  while (echoes.size() < workers) {
    echoes.push_back(WorkerProcess::forked(echo, {}));
    there = there && send_number(echoes.back().requests());
  }
  std::size_t turn = 0;
  for (auto _ : state) {
    const WorkerProcess& next = echoes[turn++ % workers];
    there = there && receive_number(next.answers()) && send_number(next.requests());
  }
  if (!there) {
    state.SkipWithError("the other process has gone");
  }
  state.SetItemsProcessed(state.iterations());
}

class CounterDispenser final : public Dispenser {
 public:
  CounterDispenser() { counter_.reset(pool_tasks); }
  Chunk next(std::size_t /*worker*/) override { return counter_.take({.smallest = 1}); }

 private:
  SharedCounter counter_;
};

/// Model process_pool with tasks of workload `empty`. Its processes are there before the clock starts.
void pool_pipe(benchmark::State& state, std::int64_t workers, std::int64_t in_flight) {
  Values values = values_of(find_workload("empty")->parameters, {});
  values.set("tasks", pool_tasks);
  const auto workload = find_workload("empty")->make(
      {.seed = 1, .instruction_set = best_instruction_set(), .values = values, .settings = {}});
  const ModelDescriptor& descriptor = *find_model("process_pool");
  Values asked;
  asked.set("workers", workers);
  asked.set("in_flight", in_flight);
  const auto pool = descriptor.make(values_of(descriptor.parameters, asked), {.step = 1e-9, .round = 1e-9});
  for (auto _ : state) {
    CounterDispenser dispenser;
    pool->prepare(*workload, Keep::digest);
    const Instant begin = now();
    const RankReport report = pool->run(*workload, dispenser, Keep::digest);
    state.SetIterationTime(seconds_between(begin, report.end));
    if (report.tally.count() != static_cast<std::uint64_t>(pool_tasks)) {
      state.SkipWithError("lost a task");
      return;
    }
  }
  state.SetItemsProcessed(state.iterations() * pool_tasks);
}

void measure(const Team& team, int argument_count, char** arguments) {
  benchmark::RegisterBenchmark("openmp_static", openmp_loop, omp_sched_static)->UseRealTime();
  benchmark::RegisterBenchmark("shared_counter", shared_counter)->UseRealTime();
  benchmark::RegisterBenchmark("openmp_dynamic", openmp_loop, omp_sched_dynamic)->UseRealTime();
  benchmark::RegisterBenchmark("request_and_grant", [&](auto& state) {
    request_and_grant(state, team);
  })->UseRealTime();
  benchmark::RegisterBenchmark("send_and_receive", [&](auto& state) { send_and_receive(state, team); })->UseRealTime();
  for (const std::int64_t workers : {1, 2}) {
    const std::string bare = "bare_pipe_round_trip/workers:" + std::to_string(workers);
    benchmark::RegisterBenchmark(bare.c_str(), bare_pipe_round_trip, static_cast<std::size_t>(workers))->UseRealTime();
    for (const std::int64_t in_flight : {1, 4, 16}) {
      const std::string name =
          "pool_pipe/workers:" + std::to_string(workers) + "/in_flight:" + std::to_string(in_flight);
      benchmark::RegisterBenchmark(name.c_str(), pool_pipe, workers, in_flight)->UseManualTime();
    }
  }
  benchmark::Initialize(&argument_count, arguments);
  benchmark::RunSpecifiedBenchmarks();
  ask_for(team, Part::nobody);
}

/// On rank 0: whatever rank 1 asks for.
void serve(const Team& team) {
  for (;;) {
    Part part{};
    const std::vector<std::byte> asked = team.ranks().receive_asleep(1, part_tag);
    std::memcpy(&part, asked.data(), sizeof part);
    if (part == Part::nobody) {
      return;
    }
    part == Part::master ? be_master() : be_server(team);
  }
}

} // namespace
} // namespace sweep

int main(int argument_count, char** arguments) {
  const sweep::Session session(argument_count, arguments);
  auto ranks = session.world().split(0);
  if (ranks->size() != 2) {
    std::fputs("dispatch_bench needs two ranks; run it with mpirun -n 2\n", stderr);
    return 2;
  }
  const sweep::Team team(std::move(*ranks), 1);
  if (team.at_home()) {
    sweep::serve(team);
  } else {
    sweep::measure(team, argument_count, arguments);
  }
  return 0;
}
