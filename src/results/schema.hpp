#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "results/description.hpp"
#include "results/record.hpp"

namespace sweep {

/// The root attribute `format`, by which a result file is known.
inline constexpr std::string_view result_format = "sweep-results";

/// The root attribute `schema_version`. A new number when a reader of the old one would misread the file; a new column,
/// table or attribute has the present one as its `since`, and the next one where files of the present one lack it.
/// Version 2: /columns, and /estimates by problem. Version 3: /launches, and the journal.
inline constexpr std::int64_t schema_version = 3;

/// "unfinished", "finished" or "failed": the column `status`.
std::string_view name(CaseStatus status);

/// /cases: the columns of CaseRecord, then the union of the cases' parameters in order of first mention. Where a case
/// lacks a parameter stands -1, NaN or "". A parameter that is a whole number in one case and a real one in another
/// becomes a real column, and text where one of them is text. A parameter with the name of a fixed column is that
/// column and has no second one. Warnings are one a line.
Table cases_table(const Result& result);

/// The fixed columns of some cases, and their records without parameters.
Table changed_cases_table(const std::vector<CaseRecord>& cases);
std::vector<CaseRecord> read_changed_cases(const Table& table, std::int64_t version);

/// Whether /cases has a column of that name, whatever the parameters of cases are.
bool is_case_column(std::string_view name);

/// /samples, in the order given.
Table samples_table(const std::vector<Sample>& samples);

/// /launches.
Table launches_table(const std::vector<LaunchRecord>& launches);

/// Reads /launches. Throws std::out_of_range naming a column that is missing.
std::vector<LaunchRecord> read_launches(const Table& table, std::int64_t version);

/// Adds what a rank measured in a stage to that of the stages before, which ended `before` seconds after the start.
void add_stage(Sample& sum, const Sample& stage, double before);

/// Reads /cases of a file of that schema version into `result.cases` and the names and units of `result.parameters`. A
/// parameter that is -1, NaN or "" comes back as missing. Throws std::out_of_range naming a column that is missing, for
/// an unknown status and for cases in another order than their numbers.
void read_cases(const Table& table, std::int64_t version, Result& result);

/// Reads what /columns says of the parameters of cases.
void read_parameter_texts(const Table& columns, std::int64_t version, Result& result);

/// Reads /samples. Throws std::out_of_range naming a column that is missing.
std::vector<Sample> read_samples(const Table& table, std::int64_t version);

/// The same, but of times only: of which launch, case, repetition and rank they are, and how long.
std::vector<Sample> read_times(const Table& table, std::int64_t version);

/// The number of the case whose table in /latency or /trace has that name. Throws std::out_of_range when it is none.
std::int64_t case_of_name(const std::string& name);

/// Adds what is known of the columns of /cases and /samples, and of the parameters of the cases of `result`.
void describe_schema(std::vector<ColumnText>& all);
void describe_parameters(const Result& result, std::vector<ColumnText>& all);

} // namespace sweep
