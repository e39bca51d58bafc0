#include "cli/summary_text.hpp"

#include <fmt/format.h>

#include <cmath>

#include "cli/quantity.hpp"
#include "core/statistics.hpp"
#include "results/summary.hpp"

namespace sweep {
namespace {

/// A row of /summary.
class SummaryRow {
 public:
  SummaryRow(const Table& summary, std::size_t row) : summary_(summary), row_(row) {}

  double real(std::string_view column) const { return summary_.get<double>(column)[row_]; }
  std::int64_t whole(std::string_view column) const { return summary_.get<std::int64_t>(column)[row_]; }
  const std::string& text(std::string_view column) const { return summary_.get<std::string>(column)[row_]; }

 private:
  const Table& summary_;
  std::size_t row_;
};

std::string ratio_text(double ratio) {
  return std::isnan(ratio) ? "–" : fmt::format("{:.2f}", ratio);
}

std::string times_text(double low, double high) {
  return fmt::format("{} … {}", duration_text(low), duration_text(high));
}

/// What the interval of the median holds for. "95 %" is said only of launches: only there simulation finds it, whatever
/// repetitions and launches do (analysis/README.md, "What an interval holds for").
std::string holds_text(const SummaryRow& row, std::size_t launches) {
  const std::string& what = row.text("holds_for");
  if (what == holds_for::launches) {
    return fmt::format("95 % over {} launches", row.whole("launches"));
  }
  if (what == holds_for::each_launch) {
    return fmt::format("{} launches: medians {}", row.whole("launches"),
                       times_text(row.real("launch_low_s"), row.real("launch_high_s")));
  }
  const bool is_interval = interval_exists(static_cast<std::size_t>(row.whole("repetitions")));
  return fmt::format("{}in {}", is_interval ? "" : "least … greatest ",
                     what == holds_for::parts ? "parts of launches"
                     : launches > 1           ? "one launch"
                                              : "this launch");
}

/// "2.00 (1.93 … 2.05)"; no interval where there is none, or none is needed: a base is as fast as itself. It holds for
/// what the median's does, unless the base was measured in other launches.
std::string speedup_text(const SummaryRow& row) {
  const double speedup = row.real("speedup");
  const double low = row.real("speedup_low");
  const double high = row.real("speedup_high");
  std::string text = ratio_text(speedup);
  if (!std::isnan(low) && low != high) {
    text += fmt::format(" ({:.2f} … {:.2f})", low, high);
  }
  if (const std::int64_t both = row.whole("speedup_launches"); !std::isnan(speedup) && both != row.whole("launches")) {
    text += both == 0 ? " between launches" : fmt::format(" in {} launch{}", both, both == 1 ? "" : "es");
  }
  return text;
}

} // namespace

std::vector<std::string> measured_titles() {
  return {"median", "interval", "it holds", "speed-up", "efficiency", "repetitions"};
}

std::vector<std::string> measured_cells(const CaseRecord& record, const Table& summary, std::optional<std::size_t> row,
                                        std::size_t launches) {
  if (record.status == CaseStatus::failed) {
    return {"failed"};
  }
  if (!row) {
    return {"not run"};
  }
  const SummaryRow own(summary, *row);
  return {duration_text(own.real("median_s")),
          times_text(own.real("low_s"), own.real("high_s")),
          holds_text(own, launches),
          speedup_text(own),
          ratio_text(own.real("efficiency")),
          std::to_string(own.whole("repetitions")) + (record.status == CaseStatus::unfinished ? " so far" : "")};
}

} // namespace sweep
