// What the event model says of the repetition that handed_out runs. Prints "makespan_s".
//
//   predicted SCHEDULE TASKS CHUNK TASK_NS UNEVEN GRAB_NS SAFE_POINT_NS NODES RANKS_A_NODE LATENCY_NS POLL_NS
//             LOOK_AGAIN_NS

#include <cstdio>
#include <cstdlib>
#include <string>

#include "simulation/simulated_run.hpp"

int main(int argument_count, char** arguments) {
  using namespace sweep;
  if (argument_count != 13) {
    std::fputs("predicted: wrong arguments; its source says which there are\n", stderr);
    return 2;
  }
  const auto number = [&](int index) { return std::strtoll(arguments[index], nullptr, 10); };
  const std::string schedule = arguments[1];
  const SimulatedCase asked{
      .ranks_on = std::vector<std::int64_t>(static_cast<std::size_t>(number(8)), number(9)),
      .sharing = schedule == "static"   ? Sharing::fixed
                 : schedule == "guided" ? Sharing::guided
                                        : Sharing::dynamic,
      .tasks = static_cast<std::uint64_t>(number(2)),
      .chunk = static_cast<std::uint64_t>(number(3)),
      .lengths = {.mean = number(4), .uneven = number(5) != 0},
      .safe_points = number(7),
      .costs = {.grab = number(6), .poll = number(11), .service = 0, .latency = number(10), .look_again = number(12)}};
  const SimulatedRun run = simulate(asked);
  std::printf("%.9f %.4f %.4f %.4f %.4f %llu\n", seconds_between(0, run.makespan), run.computing, run.waiting, run.idle,
              run.serving, (unsigned long long)run.requests);
  return 0;
}
