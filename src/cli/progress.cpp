#include "cli/progress.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include "cli/output.hpp"
#include "cli/quantity.hpp"

namespace sweep {
namespace {

constexpr Instant between_plain_lines = 30'000'000'000; // 30 s

} // namespace

ProgressLine::ProgressLine(bool quiet) : quiet_(quiet), terminal_(isatty(STDERR_FILENO) == 1), printed_(now()) {}

ProgressLine::~ProgressLine() {
  clear();
  if (not_printed_ > 0) {
    report_failure(fmt::format("failed for the reasons given above: {} more", not_printed_));
  }
}

void ProgressLine::clear() {
  if (shown_) {
    remark("\r\x1b[K");
    shown_ = false;
  }
}

void ProgressLine::progressed(const Progress& progress) {
  if (quiet_ || (!terminal_ && now() - printed_ < between_plain_lines)) {
    return;
  }
  printed_ = now();
  clear();
  remark(fmt::format("{} of {} cases · {:.3g} tasks/s · about {} left{}", progress.cases_done, progress.cases,
                     progress.tasks_per_second, duration_text(progress.left), terminal_ ? "" : "\n"));
  shown_ = terminal_;
}

void ProgressLine::case_failed(const CaseRecord& failed) {
  if (!reasons_.insert(failed.error).second) {
    ++not_printed_;
    return;
  }
  clear();
  report_failure(fmt::format("failed: {} {} on {} ranks × {} threads: {}", failed.experiment, failed.model,
                             failed.ranks, failed.threads, failed.error));
}

void ProgressLine::warned(const std::string& warning) {
  clear();
  report_warning(warning);
}

} // namespace sweep
