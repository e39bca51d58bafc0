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

/// None where times were not read.
Step step_of(const ThreadLook& thread, const Threads& before) {
  const auto found = before.find(thread.thread);
  const ThreadLook none{};
  const ThreadLook& first = found == before.end() || found->second->process != thread.process ? none : *found->second;
  if (!thread.timed || !first.timed) {
    return {};
  }
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
  double count = 0;
  double behind_locks = 0;
  double elsewhere = 0; ///< Wait for something else.
  double advanced = 0;
  Step all;

  /// Each stands for so many.
  void stand_for(double threads) {
    count *= threads;
    behind_locks *= threads;
    elsewhere *= threads;
    advanced *= threads;
    all.ran *= threads;
    all.ready *= threads;
  }
};

/// Of threads that take turns every one has its part of the work, and in the time between two looks several get on,
/// but together no more than one would; the others wait for locks, unless they wait for something else meanwhile.
/// Threads that run at once, or would if there were processors, are runnable longer than that.
bool take_turns(const Workers& workers, Seconds passed) {
  constexpr double one_runs = 1.15; // of the time; what is over comes from reading one file after the other
  constexpr double often = 0.75;    // at least
  const double several = 0.5 * (1 + workers.count); // half way from one to all
  return workers.advanced >= 2 && workers.behind_locks > 0 &&
         2 * workers.behind_locks >= workers.count - workers.elsewhere && workers.all.ran <= one_runs * passed &&
         workers.all.runnable() >= often * passed && workers.all.runnable() <= several * passed;
}

} // namespace

Seconds Profile::all_waiting() const {
  return std::accumulate(waiting.begin(), waiting.end(), 0.0);
}

void FilledTime::add(Seconds passed, Seconds filled) {
  const Seconds here = std::min(passed, filled);
  const Seconds earlier = std::min(room_, filled - here);
  total_ += here + earlier;
  room_ += passed - here - earlier;
}

void Account::add_turns(const Look& look) {
  constexpr Seconds window = 0.1; // some turns of 5 ms, and several ticks of 1 to 10 ms, by which threads' times go on
  constexpr double part_of_work = 0.5;  // of what the busiest thread has done so far
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
  std::map<pid_t, double> total;
  std::map<pid_t, double> timed;
  for (const ThreadLook& thread : look.threads) {
    total[thread.process] += 1;
    timed[thread.process] += thread.timed ? 1 : 0;
    if (!thread.timed || thread.ran <= 0 || thread.ran < part_of_work * busiest[thread.process]) {
      continue;
    }
    const Step step = step_of(thread, before);
    Workers& workers = all[thread.process];
    workers.count += 1;
    const bool behind_a_lock = thread.wait == Wait::lock || thread.wait == Wait::untold;
    workers.behind_locks += !thread.runs && behind_a_lock ? 1 : 0;
    workers.elsewhere += !thread.runs && !behind_a_lock ? 1 : 0;
    workers.advanced += step.ran >= part_of_time * passed ? 1 : 0;
    workers.all.ran += step.ran;
    workers.all.ready += step.ready;
  }
  for (auto& [process, workers] : all) {
    workers.stand_for(total[process] / timed[process]);
    if (take_turns(workers, passed)) {
      seen_.in_turns += workers.all.ran;
      turns_by_threads_[std::llround(workers.count)] += workers.all.ran;
    }
  }
  turns_since_ = look;
}

void Account::count(const Look& look) {
  ++seen_.looks;
  seen_.most_processes = std::max(seen_.most_processes, look.processes);
  seen_.most_threads = std::max(seen_.most_threads, look.threads_alive);
  seen_.ready_told &= look.ready_told;
  seen_.waits_told &= look.waits_told;
  seen_.all_threads_read &= std::ssize(look.threads) == look.threads_alive;
}

void Account::add(Look look, Seconds ended) {
  const Seconds passed = seconds_between(last_.when, look.when);
  const Seconds all_ended = look.ended + ended;
  const Seconds used = std::max(0.0, look.processor + all_ended - last_processor_);
  const Threads before = by_number(last_);
  Step all;
  Seconds longest = 0;
  std::ptrdiff_t stayed = 0;
  std::ptrdiff_t timed = 0;
  bool runs = false;
  for (const ThreadLook& thread : look.threads) {
    const Step step = step_of(thread, before);
    all.ran += step.ran;
    all.ready += step.ready;
    longest = std::max(longest, step.runnable());
    stayed += before.contains(thread.thread) ? 1 : 0;
    timed += thread.timed ? 1 : 0;
    runs |= thread.runs;
    waits_seen_ += overlaps(thread) ? passed : 0;
    seen_.threads_device_wait += step.device_wait;
    processes_.insert(thread.process);
  }
  all.ready *= timed > 0 ? static_cast<double>(look.threads_alive) / static_cast<double>(timed) : 1;
  const bool all_seen =
      look.ready_told && stayed == std::ssize(before) && all_ended - last_ended_ <= ended_share * passed;
  least_runnable_.add(passed, longest);
  most_runnable_.add(passed, all_seen ? used + all.ready : passed);
  most_running_.add(passed, std::min(passed, used)); // which the kernel knows at once
  seen_.threads_ready += all.ready;
  looked_ += passed;
  if (!runs) {
    nobody_ran_ += passed;
    waited_[static_cast<std::size_t>(wait_of(look))] += passed;
  }
  add_turns(look);
  count(look);
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
  const Seconds most_running = std::min(wall, most_running_.total() + used_after);
  if (seen_.looks == 0) {
    all.running = most_running;
    all.waiting[static_cast<std::size_t>(Wait::untold)] = wall - all.running;
    return all;
  }
  constexpr std::int64_t many_looks = 20; // all of which find it runnable once in 300 where it waits for a quarter
  const bool never_waited =
      nobody_ran_ == 0 && seen_.looks >= many_looks; // held up by a quota or a hypervisor, if at all
  const Seconds most = never_waited ? wall : std::max(least_runnable_.total(), most_runnable_.total()) + after;
  const Seconds runnable =
      std::min(wall, std::clamp(wall * (1 - nobody_ran_ / looked_), least_runnable_.total(), most));
  all.running = std::min(runnable, most_running);
  all.ready = runnable - all.running;
  if (nobody_ran_ > 0) {
    std::ranges::transform(waited_, all.waiting.begin(),
                           [&](Seconds one) { return (wall - runnable) * one / nobody_ran_; });
  } else {
    all.waiting[static_cast<std::size_t>(Wait::untold)] = wall - runnable;
  }
  all.waits_at_once = waits_seen_ / looked_;
  const auto most_often =
      std::ranges::max_element(turns_by_threads_, {}, &std::pair<const std::int64_t, Seconds>::second);
  all.threads_in_turns = most_often == turns_by_threads_.end() ? 0 : most_often->first;
  return all;
}

} // namespace sweep
