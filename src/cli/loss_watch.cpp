#include "cli/loss_watch.hpp"

#include <fmt/format.h>

#include "cli/command.hpp"
#include "cli/lost_note.hpp"
#include "cli/output.hpp"
#include "cli/quantity.hpp"
#include "core/errors.hpp"
#include "core/options.hpp"

namespace sweep {

void LossWatch::declare(Options& options) {
  options.on({"--watchdog", "End the launch when a rank has been silent for that long (20 s), or off", "DURATION"},
             [this](const std::string& text) {
               limit_ = text == "off" ? 0 : parse_duration(text).value_or(-1);
               if (text != "off" && limit_ < 1) {
                 throw UsageError("a watchdog needs a duration of a second or more, or 'off'", "--watchdog " + text,
                                  "give --watchdog 20s");
               }
             });
}

std::unique_ptr<Watchdog> LossWatch::begin(const Communicator& world, const Launch& launch, int ranks_per_node) {
  if (limit_ == 0 || world.size() == 1) {
    return nullptr;
  }
  std::vector<std::string> hosts;
  for (const RankFacts& rank : launch.facts) {
    hosts.push_back(rank.hostname);
  }
  return std::make_unique<Watchdog>(world, std::move(hosts),
                                    Watchdog::Orders{.limit = limit_,
                                                     .exit_code = host_lost,
                                                     .ranks_per_node = ranks_per_node,
                                                     .tell = [this](const LossReport& loss) { tell(loss); },
                                                     .warn = report_warning_at_once});
}

void LossWatch::result_is_at(const std::string& path) {
  const std::lock_guard lock(mutex_);
  path_ = path;
}

/// On the watchdog's thread of one rank: rank 0, where that is not lost. A host that is cut off leaves no note but
/// where the file is still its own: it would come to a disk that it reaches again when others have long gone on, and
/// who reads it then takes it for a loss of theirs.
void LossWatch::tell(const LossReport& loss) {
  const LostNote note{.host = loss.host, .text = loss.text};
  const bool is_said = last_words_.say(end_of_launch(note));
  const std::lock_guard lock(mutex_);
  if (path_.empty()) {
    report_warning_at_once(loss.text + "; nothing was measured yet, and all ranks end: launch again without that host");
    return;
  }
  if (!loss.is_own || is_said) {
    write_lost_note(path_, note);
  }
  report_warning_at_once(fmt::format(
      "{}; all ranks end, and what was measured is in {}: go on without that host, with --resume", loss.text, path_));
}

} // namespace sweep
