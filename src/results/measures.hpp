#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/statistics.hpp"
#include "results/description.hpp"
#include "results/record.hpp"

namespace sweep {

/// One measure of one case over its repetitions, of all ranks together.
struct MeasureSummary {
  std::string measure;
  std::string unit;
  Summary values;
};

/// By case, in the order in which its workload names them.
std::map<std::int64_t, std::vector<MeasureSummary>> summarise_measures(const std::vector<MeasureSample>& measures);

/// /measures: a row a (case, launch, repetition, rank, measure).
Table measures_table(const std::vector<MeasureSample>& measures);

/// Reads /measures. Throws std::out_of_range naming a column that is missing. Without columns it is of an older file.
std::vector<MeasureSample> read_measures(const Table& table, std::int64_t version);

/// Adds what is known of its columns, and of the measures of the cases of `result`.
void describe_measures(std::vector<ColumnText>& all);
void describe_measures(const Result& result, std::vector<ColumnText>& all);

/// Reads what /columns says of measures.
void read_measure_texts(const Table& columns, Result& result);

} // namespace sweep
