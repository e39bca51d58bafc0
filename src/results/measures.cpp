#include "results/measures.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace sweep {
namespace {

constexpr std::string_view measure_role = "measure";

constexpr ColumnOf<MeasureSample> measure_columns[]{
#define SWEEP_COLUMN(type, member, name, unit, since, missing, over_stages, meaning)                                   \
  {name, unit, &MeasureSample::member, meaning, since, OverStages::over_stages},
#include "results/columns/measures.def"
#undef SWEEP_COLUMN
};

/// Of one measure of one case, by repetition, of its ranks together.
struct OfRepetitions {
  std::string measure;
  std::string unit;
  std::map<std::int64_t, double> values;

  void add(const MeasureSample& sample) {
    const auto [known, is_first] = values.emplace(sample.repetition, sample.value);
    if (!is_first) {
      known->second =
          sample.over_ranks == over_ranks_sum ? known->second + sample.value : std::max(known->second, sample.value);
    }
  }
};

MeasureSummary summary_of(const OfRepetitions& measured) {
  std::vector<double> values(measured.values.size());
  std::ranges::transform(measured.values, values.begin(), [](const auto& each) { return each.second; });
  return {.measure = measured.measure, .unit = measured.unit, .values = summarise(values)};
}

} // namespace

std::map<std::int64_t, std::vector<MeasureSummary>> summarise_measures(const std::vector<MeasureSample>& measures) {
  std::map<std::int64_t, std::vector<OfRepetitions>> cases;
  for (const MeasureSample& each : measures) {
    std::vector<OfRepetitions>& known = cases[each.case_index];
    auto found = std::ranges::find(known, each.measure, &OfRepetitions::measure);
    if (found == known.end()) {
      found = known.insert(known.end(), {.measure = each.measure, .unit = each.unit, .values = {}});
    }
    found->add(each);
  }
  std::map<std::int64_t, std::vector<MeasureSummary>> summaries;
  for (const auto& [index, known] : cases) {
    std::ranges::transform(known, std::back_inserter(summaries[index]), summary_of);
  }
  return summaries;
}

Table measures_table(const std::vector<MeasureSample>& measures) {
  return to_table(ColumnsOf<MeasureSample>(measure_columns), measures);
}

std::vector<MeasureSample> read_measures(const Table& table, std::int64_t version) {
  if (table.columns.empty()) {
    return {};
  }
  std::vector<MeasureSample> measures = to_records(ColumnsOf<MeasureSample>(measure_columns), table, version);
  for (const MeasureSample& each : measures) {
    if (each.over_ranks != over_ranks_sum && each.over_ranks != over_ranks_most) {
      throw std::out_of_range("a measure that is of all ranks their '" + each.over_ranks + "'");
    }
  }
  return measures;
}

void describe_measures(std::vector<ColumnText>& all) {
  describe("measures", ColumnsOf<MeasureSample>(measure_columns), all);
}

void describe_measures(const Result& result, std::vector<ColumnText>& all) {
  for (const MeasureText& each : result.measure_texts) {
    all.push_back({.table = "measures",
                   .column = each.name,
                   .unit = each.unit,
                   .role = std::string(measure_role),
                   .missing = "nan",
                   .since = 3,
                   .meaning = each.meaning});
  }
}

void read_measure_texts(const Table& columns, Result& result) {
  if (columns.columns.empty()) { // of the first version
    return;
  }
  const auto& roles = columns.get<std::string>("role");
  for (std::size_t row = 0; row < columns.rows(); ++row) {
    if (roles[row] == measure_role) {
      result.measure_texts.push_back({.name = columns.get<std::string>("column")[row],
                                      .unit = columns.get<std::string>("unit")[row],
                                      .meaning = columns.get<std::string>("meaning")[row]});
    }
  }
}

} // namespace sweep
