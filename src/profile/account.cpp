#include "profile/account.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace sweep {
namespace {

/// Beyond so much processor time of processes that have ended, as a share of the time between two looks, some that no
/// look saw have been ready, too.
constexpr double ended_share = 0.05;

using Threads = std::map<pid_t, const ThreadLook*>;

Threads by_number(const Look& look) {
  Threads threads;
  for (const ThreadLook& thread : look.threads) {
    threads.emplace(thread.thread, &thread);
  }
  return threads;
}

/// What a thread did between two looks.
struct Step {
  Seconds ran = 0;
  Seconds ready = 0;
  Seconds device_wait = 0;

  Seconds runnable() const { return ran + ready; }
};

Step step_of(const ThreadLook& thread, const Threads& before) {
  const auto found = before.find(thread.thread);
  const ThreadLook none{};
  const ThreadLook& first = found == before.end() || found->second->process != thread.process ? none : *found->second;
  return {.ran = std::max(0.0, thread.ran - first.ran),
          .ready = std::max(0.0, thread.ready - first.ready),
          .device_wait = std::max(0.0, thread.device_wait - first.device_wait)};
}

/// Where none runs: what the program waits for.
Wait wait_of(const Look& look) {
  Wait first = Wait::untold;
  for (const ThreadLook& thread : look.threads) {
    first = std::min(first, thread.wait);
  }
  return first;
}

/// Whether more waits of its kind at once would do more in the same time.
bool overlaps(const ThreadLook& thread) {
  return !thread.runs && thread.wait <= Wait::sleep;
}

/// The threads of a process that take part in its work, between two looks.
struct Workers {
  std::int64_t count = 0;
  std::int64_t behind_locks = 0;
  std::int64_t advanced = 0;
  Step all;
};

/// Of threads that take turns every one has its part of the work, and in the time between two looks several get on,
/// but together no more than one would; the others wait for locks. Threads that run at once, or would if there were
/// processors, are runnable longer than that.
bool take_turns(const Workers& workers, Seconds passed) {
  constexpr double one_runs = 1.15; // of the time; what is over comes from reading one file after the other
  constexpr double often = 0.75;    // at least
  const double several = 0.5 * static_cast<double>(1 + workers.count); // half way from one to all
  return workers.advanced >= 2 && 2 * workers.behind_locks >= workers.count && workers.all.ran <= one_runs * passed &&
         workers.all.runnable() >= often * passed && workers.all.runnable() <= several * passed;
}

} // namespace

Seconds Profile::all_waiting() const {
  return std::accumulate(waiting.begin(), waiting.end(), 0.0);
}

void Account::add_turns(const Look& look) {
  constexpr Seconds window = 0.1; // some turns of 5 ms, and several ticks of 1 to 10 ms, by which threads' times go on
  constexpr double part_of_work = 0.25; // of what the busiest thread has done so far
  constexpr double part_of_time = 0.02; // of a window: less than a turn
  const Seconds passed = seconds_between(turns_since_.when, look.when);
  if (passed < window) {
    return;
  }
  const Threads before = by_number(turns_since_);
  std::map<pid_t, Seconds> busiest;
  for (const ThreadLook& thread : look.threads) {
    busiest[thread.process] = std::max(busiest[thread.process], thread.ran);
  }
  std::map<pid_t, Workers> all;
  for (const ThreadLook& thread : look.threads) {
    if (thread.ran <= 0 || thread.ran < part_of_work * busiest[thread.process]) {
      continue;
    }
    const Step step = step_of(thread, before);
    Workers& workers = all[thread.process];
    ++workers.count;
    workers.behind_locks += !thread.runs && (thread.wait == Wait::lock || thread.wait == Wait::untold) ? 1 : 0;
    workers.advanced += step.ran >= part_of_time * passed ? 1 : 0;
    workers.all.ran += step.ran;
    workers.all.ready += step.ready;
  }
  for (const auto& [process, workers] : all) {
    if (take_turns(workers, passed)) {
      seen_.in_turns += workers.all.ran;
      turns_seen_ += workers.all.ran * static_cast<double>(workers.count);
    }
  }
  turns_since_ = look;
}

void Account::add(Look look, Seconds ended) {
  const Seconds passed = seconds_between(last_.when, look.when);
  const Seconds all_ended = look.ended + ended;
  const Seconds used = std::max(0.0, look.processor + all_ended - last_processor_);
  const Threads before = by_number(last_);
  Step all;
  Seconds longest = 0;
  std::ptrdiff_t stayed = 0;
  bool runs = false;
  for (const ThreadLook& thread : look.threads) {
    const Step step = step_of(thread, before);
    all.ran += step.ran;
    all.ready += step.ready;
    longest = std::max(longest, step.runnable());
    stayed += before.contains(thread.thread) ? 1 : 0;
    runs |= thread.runs;
    waits_seen_ += overlaps(thread) ? passed : 0;
    seen_.threads_device_wait += step.device_wait;
    processes_.insert(thread.process);
  }
  const bool all_seen =
      look.ready_told && stayed == std::ssize(before) && all_ended - last_ended_ <= ended_share * passed;
  least_runnable_ += std::min(passed, longest);
  most_runnable_ += all_seen ? std::min(passed, used + all.ready) : passed;
  most_running_ += std::min(passed, used);
  seen_.threads_ready += all.ready;
  looked_ += passed;
  if (!runs) {
    nobody_ran_ += passed;
    waited_[static_cast<std::size_t>(wait_of(look))] += passed;
  }
  add_turns(look);
  ++seen_.looks;
  seen_.most_processes = std::max(seen_.most_processes, look.processes);
  seen_.most_threads = std::max(seen_.most_threads, look.threads_alive);
  seen_.ready_told &= look.ready_told;
  seen_.waits_told &= look.waits_told;
  seen_.all_threads_read &= std::ssize(look.threads) == look.threads_alive;
  last_processor_ = look.processor + all_ended;
  last_ended_ = all_ended;
  last_ = std::move(look);
}

Profile Account::total(Seconds wall, const EndedUse& used) const {
  Profile all = seen_;
  all.wall = wall;
  all.used = used;
  all.processes_seen = std::ssize(processes_);
  const Seconds after = std::max(0.0, wall - looked_); // the last look
  const Seconds used_after = std::clamp(all.processor() - last_processor_, 0.0, after);
  const Seconds most_running = std::min(wall, most_running_ + used_after);
  if (seen_.looks == 0) {
    all.running = most_running;
    all.waiting[static_cast<std::size_t>(Wait::untold)] = wall - all.running;
    return all;
  }
  const Seconds most = std::max(least_runnable_, most_runnable_) + after;
  const Seconds runnable = std::min(wall, std::clamp(wall * (1 - nobody_ran_ / looked_), least_runnable_, most));
  all.running = std::min(runnable, most_running);
  all.ready = runnable - all.running;
  if (nobody_ran_ > 0) {
    std::ranges::transform(waited_, all.waiting.begin(),
                           [&](Seconds one) { return (wall - runnable) * one / nobody_ran_; });
  } else {
    all.waiting[static_cast<std::size_t>(Wait::untold)] = wall - runnable;
  }
  all.waits_at_once = waits_seen_ / looked_;
  all.threads_in_turns = seen_.in_turns > 0 ? turns_seen_ / seen_.in_turns : 0;
  return all;
}

} // namespace sweep
