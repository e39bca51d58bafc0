#include "profile/process_tree.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <iterator>
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
  for (bool grown = true; grown;) { // a parent's number may be the larger one
    grown = std::erase_if(parents, [&](const auto& each) {
              const bool belongs = each.second == getpid() || members_.contains(each.second);
              if (belongs) {
                members_.insert(each.first);
              }
              return belongs;
            }) > 0;
  }
  for (const auto& [process, parent] : parents) {
    if (strangers_.contains(parent)) { // else its parent has come just now: it is asked again
      strangers_.insert(process);
    }
  }
  return members_;
}

std::vector<pid_t> living_of(const std::set<pid_t>& members) {
  std::vector<pid_t> living;
  std::ranges::copy_if(members, std::back_inserter(living), [](pid_t process) {
    const char state = stat_of(process).state;
    return state != 'Z' && state != 'X' && state != '?';
  });
  return living;
}

} // namespace sweep
