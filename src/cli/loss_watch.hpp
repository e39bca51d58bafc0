#pragma once

#include <memory>
#include <mutex>
#include <string>

#include "campaign/last_words.hpp"
#include "campaign/launch.hpp"
#include "watch/watchdog.hpp"

namespace sweep {

class Options; // core/options.hpp

/// What a command has of a Watchdog: the option for it, and what is said, written and left where a rank or a host is
/// lost. Outlives the watchdog that it starts.
class LossWatch {
 public:
  /// @param last_words  belong in the result file, on rank 0
  explicit LossWatch(LastWords& last_words) : last_words_(last_words) {}

  /// --watchdog.
  void declare(Options& options);

  /// Collective; null where nobody is to be watched. See Watchdog::Orders.
  std::unique_ptr<Watchdog> begin(const Communicator& world, const Launch& launch, int ranks_per_node);

  /// From now on what is measured is in that file, of which every rank is told.
  void result_is_at(const std::string& path);

 private:
  void tell(const LossReport& loss);

  Seconds limit_ = Watchdog::Orders{}.limit; ///< 0: no watchdog.
  LastWords& last_words_;
  std::mutex mutex_; ///< The watchdog's thread reads, too:
  std::string path_; ///< Of the result; empty at first.
};

} // namespace sweep
