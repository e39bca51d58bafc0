#include "cli/early_end.hpp"

#include <algorithm>

#include "cli/command.hpp"
#include "cli/job_time.hpp"
#include "cli/output.hpp"
#include "results/launches.hpp"

namespace sweep {

void EarlyEnd::begin(const Communicator& world) {
  const auto save = [this](const std::string& why) { last_words_.say(why); };
  const auto tell = [](const std::string& why) {
    report_warning_at_once("stopped by " + (why.starts_with("SIG") ? why : "the " + why) +
                           ": the repetition under way is given up; all else is saved, and --resume goes on with it");
  };
  interruption_.emplace(
      world, Interruption::Orders{.exit_code = stopped_early, .rank_gone = rank_gone, .save = save, .tell = tell});
}

void EarlyEnd::limit(Seconds limit, bool only, Launch& launch) {
  constexpr Seconds to_save = 5; // by which an end may be passed before what runs is given up
  launch.deadline = only ? Deadline{} : job_time();
  const Instant soonest = now() + static_cast<Instant>(to_save * 1e9); // where there is no time left, to say so
  const Instant own = limit > 0 ? soonest + static_cast<Instant>(limit * 1e9) : never;
  const Instant of_job = std::max(launch.deadline.end, soonest);
  interruption_->end_at(std::min(own, of_job), own < of_job ? "time limit" : launch.deadline.why);
}

} // namespace sweep
