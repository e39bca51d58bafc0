#include "cli/locks_text.hpp"

#include <fmt/format.h>

#include "cli/case_text.hpp"
#include "cli/fitted.hpp"
#include "cli/quantity.hpp"
#include "results/locks.hpp"

namespace sweep {
namespace {

using Row = std::vector<std::string>;

/// Of the time of all threads. Waiting for the lock is not waiting for devices.
std::string shares_text(const LockSummary& summary) {
  const double all = summary.held + summary.waiting + summary.released + summary.device;
  return fmt::format("{:.0f} / {:.0f} / {:.0f} / {:.0f}", 100 * summary.held / all, 100 * summary.waiting / all,
                     100 * summary.released / all, 100 * summary.device / all);
}

std::string handover_text(const Result& result, std::int64_t index) {
  const auto found = result.latencies.find(index);
  if (found == result.latencies.end() || found->second.handover.count() == 0) {
    return "–";
  }
  const Histogram& handover = found->second.handover;
  return fmt::format("{} / {}", duration_text(handover.quantile(0.5)), duration_text(handover.quantile(0.99)));
}

Row cells(const LockSummary& summary, const std::string& handover) {
  return {fmt::format("{:.2f}", summary.contention),
          shares_text(summary),
          fmt::format("{:.4g}", summary.switch_rate),
          fmt::format("{:.0f} / {:.0f}", summary.requested_drops, summary.voluntary_drops),
          fmt::format("{:.0f}", summary.forced_waits),
          handover};
}

} // namespace

std::string locks_text(const Result& result, const std::vector<std::size_t>& cases,
                       const std::vector<std::string>& varying, const std::map<std::int64_t, LockSummary>& summaries) {
  Row header{"model", "ranks", "threads"};
  header.insert(header.end(), varying.begin(), varying.end());
  header.insert(header.end(), {"contention", "% held / lock wait / released / device", "switches/s",
                               "drops requested / voluntary", "forced waits", "hand-over p50 / p99"});
  std::vector<Row> rows{header};
  for (const std::size_t index : cases) {
    const CaseRecord& record = result.cases[index];
    const auto summary = summaries.find(static_cast<std::int64_t>(index));
    if (summary == summaries.end() || record.status != CaseStatus::finished) {
      continue;
    }
    Row& row = rows.emplace_back(Row{record.model, std::to_string(record.ranks), std::to_string(record.threads)});
    for (const std::string& name : varying) {
      row.push_back(parameter_cell(result, record, name));
    }
    const Row more = cells(summary->second, handover_text(result, summary->first));
    row.insert(row.end(), more.begin(), more.end());
  }
  return rows.size() == 1 ? "" : fmt::format("\n{}", fitted(rows, 3 + varying.size()));
}

} // namespace sweep
