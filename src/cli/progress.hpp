#pragma once

#include "campaign/conduct.hpp"

namespace sweep {

/// Prints how far a campaign is to standard error: one line that is rewritten on a terminal, a plain line every 30 s
/// otherwise (a SLURM log). Failures are printed at once.
class ProgressLine final : public Observer {
 public:
  explicit ProgressLine(bool quiet);
  ~ProgressLine() override; ///< Clears the line.
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  void progressed(const Progress& progress) override;
  void case_failed(const CaseRecord& failed) override;

 private:
  void clear();

  bool quiet_;
  bool terminal_;
  bool shown_ = false;
  Instant printed_;
};

} // namespace sweep
