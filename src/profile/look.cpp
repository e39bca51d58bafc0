#include "profile/look.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>

#include "core/proc_text.hpp"

namespace sweep {
namespace {

/// Beyond so many a look would take longer than a short command runs: others are counted only.
constexpr std::size_t threads_read = 1000;

/// Of about so many threads times are read; of all others only what they do: that halves the cost of a look.
constexpr std::int64_t threads_timed = 64;

/// Who has children and waits for any of several things, or for bytes from a pipe, as make, pools of processes and
/// mpirun do, waits for a child.
void recognise_parents(Look& look, const std::set<pid_t>& parents) {
  for (ThreadLook& thread : look.threads) {
    const bool for_any = thread.wait == Wait::events || thread.wait == Wait::pipe;
    if (!thread.runs && for_any && parents.contains(thread.process)) {
      thread.wait = Wait::child;
    }
  }
}

/// What a descriptor of that process refers to; empty where the system does not tell.
std::string file_of(pid_t process, std::uint64_t descriptor) {
  const std::string path = "/proc/" + std::to_string(process) + "/fd/" + std::to_string(descriptor);
  std::array<char, 64> target{}; // its beginning says what it is
  const ssize_t size = readlink(path.c_str(), target.data(), target.size());
  return size > 0 ? std::string(target.data(), static_cast<std::size_t>(size)) : std::string();
}

/// Whether only its state says what a thread in that call waits for: D, T, or S. Else its file `stat` is not read, by
/// which a look at a thread costs two files, not three.
bool may_wait_otherwise(const SyscallText& call) {
  const Wait wait = wait_of('S', call, "");
  return wait == Wait::untold || wait == Wait::pipe;
}

} // namespace

Watcher::Watcher() : delays_counted_(!proc_text("/proc/sys/kernel/task_delayacct").starts_with('0')) {}

/// Nothing where it has ended.
std::optional<ThreadLook> Watcher::read_thread(pid_t process, pid_t thread, const StatText& leader, Look& look) const {
  const std::string folder = "/proc/" + std::to_string(process) + "/task/" + std::to_string(thread);
  const bool is_leader = thread == process;
  const std::string text = is_leader && leader.state == 'R' ? "running" : proc_text((folder + "/syscall").c_str());
  const SyscallText call = parse_syscall(text);
  StatText stat{.state = text.starts_with("running") ? 'R' : 'S'};
  if (is_leader) {
    stat = leader;
  } else if (delays_counted_ || text.empty() || (stat.state == 'S' && may_wait_otherwise(call))) {
    stat = parse_stat(proc_text((folder + "/stat").c_str()));
  }
  if (stat.state == '?' || stat.state == 'Z' || stat.state == 'X') {
    return std::nullopt;
  }
  ThreadLook read{.process = process, .thread = thread, .runs = stat.state == 'R', .timed = is_timed(thread)};
  if (!read.runs) {
    read.wait = wait_of(stat.state, call, uses_descriptor(call) ? file_of(process, call.first) : "");
  }
  if (read.timed) {
    const SchedstatText times = parse_schedstat(proc_text((folder + "/schedstat").c_str()));
    read.ran = times.ran;
    read.ready = times.ready;
    read.device_wait = stat.device_wait;
    look.ready_told &= times.told;
  }
  look.waits_told &= !text.empty();
  return read;
}

void Watcher::read_threads(pid_t process, const StatText& leader, Seen& seen, Look& look) const {
  const std::vector<int> threads = leader.threads == 1
                                       ? std::vector<int>{process}
                                       : proc_numbers(("/proc/" + std::to_string(process) + "/task").c_str());
  for (const pid_t thread : threads) {
    if (look.threads.size() + seen.threads.size() >= threads_read) {
      ++seen.threads_alive;
      continue;
    }
    if (const auto read = read_thread(process, thread, leader, look)) {
      ++seen.threads_alive;
      seen.threads.push_back(*read);
    }
  }
  if (threads.size() == 1 && !seen.threads.empty()) {
    seen.threads.front().ran = seen.processor; // to the nanosecond, where schedstat is as of the last tick
  }
}

Look Watcher::look_at(const std::set<pid_t>& processes) {
  Look look{.when = now()};
  std::set<pid_t> parents;
  std::map<pid_t, Seen> all;
  for (const pid_t process : processes) {
    const StatText leader = parse_stat(proc_text(("/proc/" + std::to_string(process) + "/stat").c_str()));
    Seen seen{.processor = process_cpu_time(process)};
    look.processor += seen.processor;
    look.ended += leader.children_processor;
    const auto before = seen_.find(process);
    if (leader.state == 'S' && before != seen_.end() && before->second.processor == seen.processor &&
        std::ranges::none_of(before->second.threads, &ThreadLook::runs)) {
      seen = std::move(before->second);
    } else {
      read_threads(process, leader, seen, look);
    }
    if (seen.threads_alive > 0) {
      ++look.processes;
      look.threads_alive += seen.threads_alive;
      look.threads.insert(look.threads.end(), seen.threads.begin(), seen.threads.end());
      parents.insert(leader.parent);
    }
    all.emplace(process, std::move(seen));
  }
  seen_ = std::move(all);
  every_ = static_cast<pid_t>(1 + look.threads_alive / threads_timed);
  recognise_parents(look, parents);
  return look;
}

} // namespace sweep
