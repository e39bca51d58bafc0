#include "profile/process_tree.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <map>
#include <string>
#include <string_view>

#include "core/proc_text.hpp"
#include "profile/thread_text.hpp"

namespace sweep {
namespace {

StatText stat_of(pid_t process) {
  return parse_stat(proc_text(("/proc/" + std::to_string(process) + "/stat").c_str()));
}

/// The last word of /proc/loadavg, "0.20 0.18 0.12 1/80 11206"; 0 where the system does not tell.
std::int64_t newest_number() {
  const std::string text = proc_text("/proc/loadavg");
  std::string_view last = text;
  last.remove_prefix(std::min(last.rfind(' '), last.size()));
  return take_number(last);
}

/// Moves from `parents` to `members` who descends from this process or from a member.
void take_descendants(std::map<pid_t, pid_t>& parents, std::set<pid_t>& members) {
  for (bool grown = true; grown;) { // a parent's number may be the larger one
    grown = std::erase_if(parents, [&](const auto& each) {
              const bool belongs = each.second == getpid() || members.contains(each.second);
              if (belongs) {
                members.insert(each.first);
              }
              return belongs;
            }) > 0;
  }
}

/// Also one whose first thread alone has ended.
bool lives(const StatText& stat) {
  return stat.state != '?' && ((stat.state != 'Z' && stat.state != 'X') || stat.threads > 1);
}

bool has_children() {
  siginfo_t ended{};
  return waitid(P_ALL, 0, &ended, WEXITED | WNOHANG | WNOWAIT) == 0 || errno != ECHILD;
}

} // namespace

ProcessTree::ProcessTree() {
  const std::vector<pid_t> all = proc_numbers("/proc");
  strangers_ = {all.begin(), all.end()};
}

const std::set<pid_t>& ProcessTree::refresh() {
  const std::int64_t newest = newest_number();
  if (newest > 0 && newest == newest_) {
    std::erase_if(members_, [](pid_t process) { return kill(process, 0) != 0 && errno == ESRCH; });
    return members_;
  }
  newest_ = newest;
  const std::vector<pid_t> listed = proc_numbers("/proc");
  const std::set<pid_t> present(listed.begin(), listed.end());
  const auto gone = [&](pid_t process) { return !present.contains(process); };
  std::erase_if(strangers_, gone); // its number may come again, for another process
  std::erase_if(members_, gone);
  std::map<pid_t, pid_t> parents; // of those that are new
  for (const pid_t process : present) {
    if (!strangers_.contains(process) && !members_.contains(process)) {
      parents.emplace(process, stat_of(process).parent);
    }
  }
  take_descendants(parents, members_);
  for (const auto& [process, parent] : parents) {
    if (strangers_.contains(parent)) { // else its parent has come just now: it is asked again
      strangers_.insert(process);
    }
  }
  return members_;
}

std::vector<pid_t> living_descendants() {
  if (!has_children()) {
    return {};
  }
  std::map<pid_t, pid_t> parents;
  for (const pid_t process : proc_numbers("/proc")) {
    const StatText stat = stat_of(process);
    if (lives(stat)) {
      parents.emplace(process, stat.parent);
    }
  }
  std::set<pid_t> descendants;
  take_descendants(parents, descendants);
  return {descendants.begin(), descendants.end()};
}

} // namespace sweep
