#pragma once

#include <set>
#include <string>

#include "campaign/conduct.hpp"

namespace sweep {

/// Prints how far a campaign is to standard error: one line that is rewritten on a terminal, a plain line every 30 s
/// otherwise (a SLURM log). A failure is printed at once, but only the first of those for one reason; how many more
/// there were, at the end.
class ProgressLine final : public Observer {
 public:
  explicit ProgressLine(bool quiet);
  ~ProgressLine() override; ///< Clears the line, and tells of the failures that were not printed.
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  void progressed(const Progress& progress) override;
  void case_failed(const CaseRecord& failed) override;
  void warned(const std::string& warning) override;

 private:
  void clear();

  std::set<std::string> reasons_; ///< For which a case failed.
  int not_printed_ = 0;           ///< Cases that failed for a reason that was printed before.
  bool quiet_;
  bool terminal_;
  bool shown_ = false;
  Instant printed_;
};

} // namespace sweep
