#pragma once

#include <sys/types.h>

#include <cstdint>
#include <set>
#include <vector>

namespace sweep {

/// The processes that descend from this one, as far as they began after this object. Orphans stay in the tree, where
/// this process is a subreaper (io/processes/foreground_command). Processes are listed only where one has begun since,
/// and of those only new ones are asked for their parent, so that a look costs little beside many strangers.
class ProcessTree {
 public:
  ProcessTree();

  /// Those that live now, or have ended and were not waited for.
  const std::set<pid_t>& refresh();

 private:
  std::int64_t newest_ = 0;   ///< Number that a process or thread of the machine got last, at the last look.
  std::set<pid_t> strangers_; ///< Known to be none of the tree, which they can never become.
  std::set<pid_t> members_;
};

/// The processes that descend from this one and have not ended, asked anew: what a tree knows by its number may have
/// ended since, and the number be a stranger's, who must not be told to end. The same condition on orphans.
std::vector<pid_t> living_descendants();

} // namespace sweep
