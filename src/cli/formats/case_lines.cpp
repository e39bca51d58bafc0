#include "cli/formats/case_lines.hpp"

#include <fmt/format.h>

#include <cmath>
#include <iterator>
#include <map>
#include <optional>
#include <utility>

#include "cli/case_text.hpp"
#include "cli/formats/json_writer.hpp"
#include "results/schema.hpp"
#include "results/summary.hpp"

namespace sweep {
namespace {

/// Of /summary, by name, with the digits behind the point: times to the nanosecond, which is what the clock tells.
constexpr std::pair<const char*, int> precisions[]{{"median_s", 9},  {"low_s", 9},       {"high_s", 9},
                                                   {"speedup", 6},   {"speedup_low", 6}, {"speedup_high", 6},
                                                   {"efficiency", 6}};

std::string word(const std::string& text) {
  constexpr const char* plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._/:,+-";
  return text.empty() || text.find_first_not_of(plain) != std::string::npos ? json_text(text) : text;
}

/// Without an exponent, which not every pattern for a number has.
std::string plain_number(double number, int digits) {
  return std::isnan(number) ? "nan" : fmt::format("{:.{}f}", number, digits);
}

std::string plain_text(const Value& value) {
  if (const auto* real = std::get_if<double>(&value)) {
    return plain_number(*real, 9);
  }
  return word(to_string(value));
}

std::string varying_text(const CaseRecord& record, const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) {
    const Value* value = record.parameters.find(name);
    if (value != nullptr || name == "tasks") {
      text += fmt::format(" {}={}", word(name), value == nullptr ? std::to_string(record.tasks) : plain_text(*value));
    }
  }
  return text;
}

std::string summary_text(const Table& summary, std::optional<std::size_t> row) {
  std::string text = fmt::format(" repetitions={}", row ? summary.get<std::int64_t>("repetitions")[*row] : 0);
  for (const auto& [name, digits] : precisions) {
    text += fmt::format(" {}={}", name, row ? plain_number(summary.get<double>(name)[*row], digits) : "nan");
  }
  return text;
}

} // namespace

std::string case_lines(const Result& result) {
  const Table summary = summary_table(result);
  std::map<std::int64_t, std::size_t> row_of;
  for (std::size_t row = 0; row < summary.rows(); ++row) {
    row_of[summary.get<std::int64_t>("case")[row]] = row;
  }
  const auto varying = varying_parameters(result.cases);
  std::map<CaseStatus, std::size_t> count;
  std::string text;
  for (const CaseRecord& record : result.cases) {
    const auto row = row_of.find(record.index);
    count[record.status] += 1;
    fmt::format_to(std::back_inserter(text),
                   "result: case={} experiment={} workload={} model={} ranks={} threads={} schedule={} chunk={}{} "
                   "status={}{}\n",
                   record.index, json_text(record.experiment), word(record.workload), word(record.model), record.ranks,
                   record.threads, word(record.schedule), record.chunk,
                   varying_text(record, varying.at(record.experiment)), name(record.status),
                   summary_text(summary, row == row_of.end() ? std::nullopt : std::optional(row->second)));
  }
  return text + fmt::format("results: cases={} finished={} failed={} unfinished={} status={}\n", result.cases.size(),
                            count[CaseStatus::finished], count[CaseStatus::failed], count[CaseStatus::unfinished],
                            result.complete ? "complete" : "partial");
}

} // namespace sweep
