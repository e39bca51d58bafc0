#include "results/description.hpp"

#include <fmt/format.h>

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

constexpr ColumnOf<ColumnText> text_columns[]{
    {"table", "", &ColumnText::table, "name of the table; latency and trace have one a case"},
    {"column", "", &ColumnText::column, "name of the column"},
    {"unit", "", &ColumnText::unit, "1 for a plain number or a count; empty for text"},
    {"role", "", &ColumnText::role,
     "derived, parameter, choice (a parameter that others belong to) or measure (a value of the column measure); else "
     "empty"},
    {"missing", "", &ColumnText::missing, "what stands where an older file lacks it, or a case the parameter"},
    {"since", "1", &ColumnText::since, "first schema version that has it"},
    {"meaning", "", &ColumnText::meaning, "what it is"},
};

} // namespace

std::string missing_text(const Column::Values& values) {
  return std::visit(
      [](const auto& one) -> std::string {
        using T = std::decay_t<decltype(one.front())>;
        if constexpr (std::is_same_v<T, std::string>) {
          return {};
        } else {
          return fmt::format("{}", one.front());
        }
      },
      values);
}

std::vector<ColumnText> column_texts() {
  std::vector<ColumnText> all;
  describe_schema(all);
  describe_summary(all);
  describe_noise(all);
  describe_latencies(all);
  describe_operations(all);
  describe_locks(all);
  describe_measures(all);
  describe_parts(all);
  describe("columns", ColumnsOf<ColumnText>(text_columns), all);
  return all;
}

Table columns_table(const Result& result) {
  std::vector<ColumnText> all = column_texts();
  describe_parameters(result, all);
  describe_measures(result, all);
  return to_table(ColumnsOf<ColumnText>(text_columns), all);
}

} // namespace sweep
