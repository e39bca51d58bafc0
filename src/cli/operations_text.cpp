#include "cli/operations_text.hpp"

#include <fmt/format.h>

#include "cli/case_text.hpp"
#include "cli/fitted.hpp"
#include "cli/quantity.hpp"

namespace sweep {
namespace {

using Row = std::vector<std::string>;

std::string bandwidth_text(double bytes_a_second) {
  return fmt::format("{:.4g}", bytes_a_second / 0x1p20);
}

std::string interval_text(const Summary& summary, double unit) {
  return fmt::format("{:.4g} … {:.4g}", summary.low / unit, summary.high / unit);
}

std::string shares_text(const OperationSummary& summary) {
  return fmt::format("{:.0f} / {:.0f} / {:.0f} / {:.0f}", 100 * summary.open_share, 100 * summary.transfer_share,
                     100 * summary.sync_share, 100 * summary.close_share);
}

Row cells(const OperationRecord& operation, const OperationSummary& summary) {
  const bool moves = summary.bytes > 0;
  return {operation.name,
          moves ? bandwidth_text(summary.bandwidth.median) : "–",
          moves ? interval_text(summary.bandwidth, 0x1p20) : "–",
          moves ? fmt::format("{} … {}", bandwidth_text(summary.rank_low), bandwidth_text(summary.rank_high)) : "–",
          fmt::format("{:.4g}", summary.rate.median),
          interval_text(summary.rate, 1),
          shares_text(summary),
          operation.cache.empty() ? "" : fmt::format("{:.0f} %", 100 * summary.device_share),
          operation.transfers};
}

} // namespace

std::string operations_text(const Result& result, const std::vector<std::size_t>& cases,
                            const std::vector<std::string>& varying,
                            const std::map<std::pair<std::int64_t, std::int64_t>, OperationSummary>& summaries) {
  Row header{"model", "ranks", "threads"};
  header.insert(header.end(), varying.begin(), varying.end());
  header.insert(header.end(),
                {"operation", "MiB/s", "interval", "slowest … fastest rank", "items/s", "interval of items/s",
                 "% open / transfer / sync / close", "from device", "carried out as"});
  std::vector<Row> rows{header};
  for (const std::size_t index : cases) {
    const auto key = static_cast<std::int64_t>(index);
    const CaseRecord& record = result.cases[index];
    const auto operations = result.operations.find(key);
    if (operations == result.operations.end() || record.status != CaseStatus::finished) {
      continue;
    }
    for (std::size_t i = 0; i < operations->second.size(); ++i) {
      Row& row = rows.emplace_back(Row{record.model, std::to_string(record.ranks), std::to_string(record.threads)});
      for (const std::string& name : varying) {
        row.push_back(parameter_cell(result, record, name));
      }
      const Row more = cells(operations->second[i], summaries.at({key, static_cast<std::int64_t>(i)}));
      row.insert(row.end(), more.begin(), more.end());
    }
  }
  return rows.size() == 1 ? "" : fmt::format("\n{}", fitted(rows, 3 + varying.size()));
}

} // namespace sweep
