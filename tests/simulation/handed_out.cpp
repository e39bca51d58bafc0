// The program's own hand-out of chunks (comm/, campaign/handout, campaign/schedule), run by tasks that only take time.
// Compiled by smpicxx for SimGrid's SMPI, it judges the event model (src/simulation); compiled as everything else, it
// is run by mpirun on real ranks whose tasks sleep. Prints "makespan_s latency_s" of one repetition.
//
//   handed_out SCHEDULE TASKS CHUNK TASK_NS UNEVEN GRAB_NS SAFE_POINT_NS RANKS_PER_NODE

#include <cinttypes>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "campaign/schedule.hpp"
#include "comm/mpi_calls.hpp"
#include "core/clock.hpp"
#include "simulation/task_lengths.hpp"

namespace sweep {
namespace {

struct Arguments {
  std::string schedule;
  Work work;
  TaskLengths lengths;
  Instant grab;       ///< What taking a chunk takes beside what the network takes.
  Instant safe_point; ///< From one safe point of a task to the next; 0: tasks have none.
};

/// The task, polling at its safe points as a worker of the program does.
void run_task(Instant length, Instant safe_point, Handout& handout) {
  Instant left = length;
  while (safe_point > 0 && handout.needs_polling() && left > safe_point) {
    sleep_until(now() + safe_point);
    left -= safe_point;
    handout.poll();
  }
  sleep_until(now() + left);
}

/// When this rank was through.
Instant run(const Arguments& asked, Handout& handout) {
  for (;;) {
    const Chunk chunk = handout.next(0);
    sleep_until(now() + asked.grab);
    if (chunk.empty()) {
      break;
    }
    for (std::uint64_t task = chunk.first; task < chunk.last; ++task) {
      run_task(asked.lengths.of(task), asked.safe_point, handout);
    }
  }
  const Instant end = now();
  handout.finish(false);
  return end;
}

/// Half the mean round trip between rank 0 and the leaders; 0 on one node.
double measure_latency(const Team& team) {
  constexpr int tag = 77;
  constexpr int trips = 3;
  const Communicator* leaders = team.leaders();
  if (leaders == nullptr || leaders->size() == 1) {
    return 0;
  }
  const std::uint64_t ends[2] = {0, 0};
  const auto bytes = std::as_bytes(std::span(ends));
  const Instant begin = now();
  for (int trip = 0; trip < trips; ++trip) {
    for (int leader = 1; leader < leaders->size(); ++leader) {
      if (leaders->rank() == 0) {
        leaders->send(leader, tag, bytes);
        leaders->receive(leader, tag);
      } else if (leaders->rank() == leader) {
        leaders->receive(0, tag);
        leaders->send(0, tag, bytes);
      }
    }
  }
  return seconds_between(begin, now()) / (2.0 * trips * (leaders->size() - 1));
}

void measure(const Arguments& asked, const Team& team) {
  const double latency = measure_latency(team);
  const auto handout = find_schedule(asked.schedule)->make(team, asked.work);
  handout->ask_ahead();
  const Instant start = team.agree_on_start(1'000'000);
  sleep_until(start);
  const Instant last = team.ranks().max(run(asked, *handout) - start);
  if (team.ranks().rank() == 0) {
    std::printf("%.9f %.9f\n", seconds_between(0, last), latency);
  }
}

std::uint64_t number(const char* text) {
  return std::strtoull(text, nullptr, 10);
}

} // namespace
} // namespace sweep

int main(int argument_count, char** arguments) {
  using namespace sweep;
  MPI_Init(&argument_count, &arguments);
  if (argument_count != 9) {
    std::fputs("handed_out: wrong arguments; its source says which there are\n", stderr);
    return 2;
  }
  {
    const Communicator world(std::make_unique<Communicator::Handle>(MPI_COMM_WORLD, false));
    const Team team(*world.split(0), static_cast<int>(number(arguments[8])));
    measure({.schedule = arguments[1],
             .work = {.tasks = number(arguments[2]), .chunk = number(arguments[3]), .workers_per_rank = 1},
             .lengths = {.mean = static_cast<Instant>(number(arguments[4])), .uneven = number(arguments[5]) != 0},
             .grab = static_cast<Instant>(number(arguments[6])),
             .safe_point = static_cast<Instant>(number(arguments[7]))},
            team);
  }
  MPI_Finalize();
  return 0;
}
