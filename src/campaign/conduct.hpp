#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "campaign/ensemble.hpp"
#include "campaign/launch.hpp"
#include "results/record.hpp"

namespace sweep {

class LastWords; // campaign/last_words.hpp

/// How far a campaign is.
struct Progress {
  std::size_t cases_done;
  std::size_t cases;
  double tasks_per_second; ///< Over all repetitions so far, by their own clock.
  Seconds left;            ///< Estimated.
};

/// Told what happens while a campaign runs. Rank 0 only, outside the clock.
class Observer {
 public:
  virtual ~Observer() = default;
  virtual void progressed(const Progress& progress) = 0;
  virtual void case_failed(const CaseRecord& failed) = 0;
  virtual void warned(const std::string& warning) = 0;
};

enum class Ending { complete, some_failed, out_of_time };

/// Runs a campaign; rank 0, while the other ranks serve(). For each experiment: every serial base computes the oracle;
/// every case runs once with its rows compared to the oracle's, then its warm-up; then rounds in which each unfinished
/// case is repeated once, in random order, each answer checked by its digest. A case that fails is recorded and the
/// rest goes on. `path` is rewritten durably as cases end (see GrowingFile). Throws SystemError when that fails.
/// @param result      campaign and provenance filled in; gets everything else
/// @param last_words  where not null, belong in the file meanwhile
Ending conduct(const Plan& plan, Ensemble& ensemble, const Launch& launch, InstructionSet instruction_set,
               Result& result, const std::string& path, Observer& observer, LastWords* last_words = nullptr);

} // namespace sweep
