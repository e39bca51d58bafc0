// What a block of tasks costs between nodes: request and grant with prefetch. Two ranks, each pretending to be a node:
// rank 0 serves, rank 1 takes blocks of one task as fast as they come. An item is one block. Run with mpirun -n 2.

#include <benchmark/benchmark.h>

#include <cstdio>

#include "comm/grants.hpp"
#include "comm/session.hpp"

namespace sweep {
namespace {

constexpr std::uint64_t endless = std::uint64_t{1} << 62U;

void serve(const Team& team) {
  team.counter().reset(endless);
  GrantServer server(team, {.smallest = 1});
  team.ranks().barrier();
  while (!server.done()) {
    server.poll();
  }
}

void take_blocks(benchmark::State& state, const Team& team, GrantClient& client) {
  for (auto _ : state) {
    while (team.pool().take({.smallest = 1}).empty()) {
      client.poll();
    }
  }
  state.SetItemsProcessed(state.iterations());
}

void measure(const Team& team, int argument_count, char** arguments) {
  team.pool().reset();
  team.ranks().barrier();
  GrantClient client(team);
  benchmark::RegisterBenchmark("grant", [&](benchmark::State& state) {
    take_blocks(state, team, client);
  })->UseRealTime();
  benchmark::Initialize(&argument_count, arguments);
  benchmark::RunSpecifiedBenchmarks();
  team.pool().abandon();
  while (!team.pool().finished()) {
    client.poll();
  }
}

} // namespace
} // namespace sweep

int main(int argument_count, char** arguments) {
  const sweep::Session session(argument_count, arguments);
  auto ranks = session.world().split(0);
  if (ranks->size() != 2) {
    std::fputs("grant_bench needs two ranks; run it with mpirun -n 2\n", stderr);
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
