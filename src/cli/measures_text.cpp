#include "cli/measures_text.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "cli/case_text.hpp"
#include "cli/fitted.hpp"
#include "cli/quantity.hpp"

namespace sweep {
namespace {

using Row = std::vector<std::string>;

/// A column for each measure that any of the cases has.
std::vector<std::string> names_of(const std::vector<std::size_t>& cases,
                                  const std::map<std::int64_t, std::vector<MeasureSummary>>& summaries) {
  std::vector<std::string> names;
  for (const std::size_t index : cases) {
    const auto own = summaries.find(static_cast<std::int64_t>(index));
    for (const MeasureSummary& each : own == summaries.end() ? std::vector<MeasureSummary>{} : own->second) {
      if (std::ranges::find(names, each.measure) == names.end()) {
        names.push_back(each.measure);
      }
    }
  }
  return names;
}

/// "1.2 ms (1.1 ms … 1.3 ms)"; without an interval where all repetitions say the same.
std::string cell(const MeasureSummary& summary) {
  const std::string median = number_text(summary.values.median, summary.unit);
  const std::string low = number_text(summary.values.low, summary.unit);
  const std::string high = number_text(summary.values.high, summary.unit);
  return low == high ? median : fmt::format("{} ({} … {})", median, low, high);
}

} // namespace

std::string measures_text(const Result& result, const std::vector<std::size_t>& cases,
                          const std::vector<std::string>& varying,
                          const std::map<std::int64_t, std::vector<MeasureSummary>>& summaries) {
  const std::vector<std::string> names = names_of(cases, summaries);
  Row header{"model", "ranks", "threads"};
  header.insert(header.end(), varying.begin(), varying.end());
  header.insert(header.end(), names.begin(), names.end());
  std::vector<Row> rows{header};
  for (const std::size_t index : cases) {
    const CaseRecord& record = result.cases[index];
    const auto own = summaries.find(record.index);
    if (own == summaries.end() || record.status == CaseStatus::failed) {
      continue;
    }
    Row& row = rows.emplace_back(Row{record.model, std::to_string(record.ranks), std::to_string(record.threads)});
    for (const std::string& name : varying) {
      row.push_back(parameter_cell(result, record, name));
    }
    for (const std::string& name : names) {
      const auto found = std::ranges::find(own->second, name, &MeasureSummary::measure);
      row.push_back(found == own->second.end() ? "–" : cell(*found));
    }
  }
  return rows.size() == 1 ? "" : fmt::format("\n{}", fitted(rows, 3 + varying.size()));
}

} // namespace sweep
