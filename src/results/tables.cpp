#include "results/tables.hpp"

#include <algorithm>

#include "results/estimates.hpp"
#include "results/latencies.hpp"
#include "results/locks.hpp"
#include "results/measures.hpp"
#include "results/noise.hpp"
#include "results/operations.hpp"
#include "results/parts.hpp"
#include "results/schema.hpp"
#include "results/summary.hpp"

namespace sweep {
namespace {

constexpr std::ptrdiff_t rows_of_a_part = 1 << 14;

/// A table that is small, or derived from all rows of another: in one part.
template <typename Make>
ResultTable whole(const std::string& name, Make make) {
  return {.name = name, .visit = [make](const auto& act) { act(make()); }};
}

/// A table with a row for each of these records.
template <typename Record, typename Make>
ResultTable in_parts(const std::string& name, const std::vector<Record>& records, Make make) {
  return {.name = name, .visit = [&records, make](const auto& act) {
            for (auto begin = records.begin(); begin != records.end() || records.empty();) {
              const auto end = begin + std::min(rows_of_a_part, records.end() - begin);
              if (!act(make(std::vector<Record>(begin, end))) || records.empty()) {
                return;
              }
              begin = end;
            }
          }};
}

void add_tables_of_cases(const Result& result, std::vector<ResultTable>& all) {
  for (const auto& [index, record] : result.latencies) {
    all.push_back(whole("latency/" + std::to_string(index), [&result, &record = record, index = index] {
      const auto operations = result.operations.find(index);
      return operations == result.operations.end() ? latency_table(record) : latency_table(record, operations->second);
    }));
  }
  for (const auto& [index, trace] : result.traces) {
    all.push_back(in_parts("trace/" + std::to_string(index), trace.spans, trace_table));
  }
  for (const EstimatesRecord& each : result.estimates) {
    all.push_back(whole("estimates/" + estimates_name(each.experiment) + '/' + std::to_string(each.problem),
                        [&each] { return each.table; }));
  }
}

} // namespace

std::vector<ResultTable> tables_of(const Result& result) {
  std::vector<ResultTable> all{
      whole("cases", [&result] { return cases_table(result); }),
      whole("launches", [&result] { return launches_table(result.launches); }),
      in_parts("samples", result.samples, samples_table),
      whole("summary", [&result] { return summary_table(result); }),
      whole("noise", [&result] { return noise_table(result); }),
      in_parts("phases", result.phases,
               [&result](const std::vector<PhaseSample>& part) { return phases_table(part, result); }),
      whole("operations", [&result] { return operations_table(result); }),
      in_parts("locks", result.locks, locks_table),
      in_parts("measures", result.measures, measures_table),
      whole("contention", [&result] { return contention_table(result); }),
      whole("columns", [&result] { return columns_table(result); })};
  if (!result.part.is_whole()) {
    all.push_back(whole("places", [&result] { return places_table(result); }));
  }
  if (!result.origins.empty()) {
    all.push_back(whole("origins", [&result] { return origins_table(result); }));
  }
  add_tables_of_cases(result, all);
  return all;
}

} // namespace sweep
