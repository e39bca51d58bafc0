#include "cli/formats/decision_json.hpp"

#include "cli/decision_file.hpp"
#include "cli/decision_text.hpp"

namespace sweep {
namespace {

void write_ratio(JsonWriter& json, std::string_view name, const OverLaunches& ratio) {
  json.key(name);
  json.begin_array();
  json.value(ratio.median);
  json.value(ratio.interval.low);
  json.value(ratio.interval.high);
  json.end_array();
}

void write_cell(JsonWriter& json, const Result& result, const DecisionRules& rules, const DecisionRow& row,
                std::size_t way) {
  const Cell& cell = row.cells[way];
  json.begin_object();
  json.member("way", rules.ways[way].name);
  json.member("case", cell.case_index);
  json.member("of_cases", cell.of_cases);
  json.member("verdict", verdict(cell));
  if (cell.has_verdict) {
    json.member("reason", reason_text(result, rules, row, way));
  }
  if (cell.has_verdict && cell.undecided() && !cell.without_interval) {
    json.member("worst", name(cell.worst));
    json.member("best", name(cell.best));
  }
  write_ratio(json, "median_s", cell.median_s);
  write_ratio(json, "speedup", cell.speedup);
  write_ratio(json, "share", cell.share);
  json.member("scale", cell.scale);
  json.member("efficiency", cell.efficiency);
  json.member("peak_bytes", cell.peak_bytes);
  json.member("processor_s", cell.processor_s);
  json.member("start_s", cell.start_s);
  json.member("lock_s", cell.lock_s);
  json.member("contention", cell.contention);
  json.end_object();
}

} // namespace

void write_decision(JsonWriter& json, const Result& result) {
  if (result.campaign.decision_rules.empty()) {
    return;
  }
  const DecisionRules rules = read_decision_rules(result.campaign.decision_rules, "the file's decision rules");
  json.key("decision");
  json.begin_array();
  for (const DecisionRow& row : decide(result, rules)) {
    json.begin_object();
    json.member("problem", rules.problems[row.problem].name);
    json.member("tasks", row.tasks);
    json.member("answer", answer_text(rules, row));
    json.key("ways");
    json.begin_array();
    for (std::size_t way = 0; way < row.cells.size(); ++way) {
      if (row.cells[way].case_index >= 0) {
        write_cell(json, result, rules, row, way);
      }
    }
    json.end_array();
    json.end_object();
  }
  json.end_array();
}

} // namespace sweep
