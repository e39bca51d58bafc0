#pragma once

#include <thread>
#include <vector>

#include "campaign/schedule.hpp"
#include "core/tally.hpp"

namespace sweep::test {

/// Takes chunks for `worker` until there are no more and records their tasks; after each chunk calls `pause`.
template <typename Pause>
Tally take_all(Handout& handout, std::size_t worker, const Pause& pause) {
  Tally tally(1);
  for (Chunk chunk = handout.next(worker); !chunk.empty(); chunk = handout.next(worker)) {
    for (std::uint64_t task = chunk.first; task < chunk.last; ++task) {
      tally.record(task, {&task, 1});
    }
    pause();
  }
  return tally;
}

/// One repetition as a model runs it: worker 0 on this thread, the others on threads of their own.
template <typename Pause>
Tally run_workers(Handout& handout, std::size_t workers, const Pause& pause) {
  std::vector<Tally> tallies(workers, Tally(1));
  std::vector<std::thread> threads;
  for (std::size_t worker = 1; worker < workers; ++worker) {
    threads.emplace_back([&, worker] { tallies[worker] = take_all(handout, worker, pause); });
  }
  Tally all = take_all(handout, 0, pause);
  for (std::size_t worker = 1; worker < workers; ++worker) {
    threads[worker - 1].join();
    all.merge(tallies[worker]);
  }
  return all;
}

/// What a repetition that runs each task exactly once records.
inline Tally every_task_once(std::uint64_t tasks) {
  Tally tally(1);
  for (std::uint64_t task = 0; task < tasks; ++task) {
    tally.record(task, {&task, 1});
  }
  return tally;
}

} // namespace sweep::test
