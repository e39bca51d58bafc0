#include "cli/decision_file.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "campaign/cases.hpp"
#include "cli/campaign_file.hpp"
#include "cli/decision_text.hpp"
#include "core/errors.hpp"

namespace sweep {
namespace {

constexpr std::string_view rules = R"(
[verdict]
excellent = 0.8
good = 0.4
okay = 0.1
gain = 1.5
[[way]]
name = "sequential"
title = "one after the other"
ranks = "one"
where = [{ model = ["serial"] }]
[[problem]]
name = "waits"
title = "many waits"
experiments = ["a", "b"]
lecture = { sequential = "no" }
)";

std::string with(const std::string& what, const std::string& instead) {
  std::string text(rules);
  text.replace(text.find(what), what.size(), instead);
  return text;
}

void expect_mistake(const std::string& text, const std::string& words) {
  try {
    read_decision_rules(text, "r.toml");
    FAIL() << "nothing was thrown; expected: " << words;
  } catch (const UsageError& error) {
    EXPECT_NE(std::string(error.what()).find(words), std::string::npos) << error.what();
    EXPECT_TRUE(error.mistakes().front().where.starts_with("r.toml")) << error.mistakes().front().where;
    EXPECT_FALSE(error.mistakes().front().remedy.empty());
  }
}

TEST(DecisionRules, AreReadAsTheyAreWritten) {
  const DecisionRules read = read_decision_rules(rules, "r.toml");
  EXPECT_EQ(read.thresholds.excellent, 0.8);
  EXPECT_EQ(read.thresholds.gain, 1.5);
  ASSERT_EQ(read.ways.size(), 1);
  EXPECT_EQ(read.ways[0].ranks, HowMany::one);
  EXPECT_EQ(read.ways[0].threads, HowMany::any);
  EXPECT_EQ(read.ways[0].where.front().at("model"), std::vector<std::string>{"serial"});
  ASSERT_EQ(read.problems.size(), 1);
  EXPECT_EQ(read.problems[0].experiments, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(read.problems[0].lecture.at("sequential"), "no");
}

TEST(DecisionRules, AreRefusedWithWhatIsWrong) {
  expect_mistake("[verdict", "broken TOML");
  expect_mistake(with("good = 0.4", "good = 0.9"), "do not ascend");
  expect_mistake(with("gain = 1.5", "gain = 0.5"), "gain");
  expect_mistake(with("gain = 1.5", ""), "'gain' is missing");
  expect_mistake(with("okay = 0.1", "okey = 0.1"), "okey");
  expect_mistake(with("\"one\"", "\"two\""), "ranks");
  expect_mistake(with("where = [{ model = [\"serial\"] }]", ""), "no conditions");
  expect_mistake(with("[\"serial\"]", "\"serial\""), "no list of texts");
  expect_mistake(with("experiments = [\"a\", \"b\"]", ""), "no experiments");
  expect_mistake(with("[[problem]]", "[[problems]]"), "there is no [[problem]]");
}

TEST(DecisionTable, HasEachExperimentInARowAndEachCaseInAColumn) {
  const DecisionRules built_in = read_decision_rules(builtin_decision_rules(), "decision_rules.toml");
  const Campaign campaign = read_campaign(std::string(builtin_decision_table()), "decision_table.toml", {});
  const Plan plan = expand(campaign, simulated_launch(4, 1));
  std::set<std::string> in_rows{"start-up"}; // which is measured for all rows
  std::set<std::string> ways;
  for (const ProblemKind& problem : built_in.problems) {
    in_rows.insert(problem.experiments.begin(), problem.experiments.end());
    for (const auto& [way, said] : problem.lecture) {
      ways.insert(way);
      EXPECT_TRUE(said == "no" || said == "okay" || said == "good" || said == "excellent") << said;
    }
  }
  for (const Experiment& experiment : campaign.experiments) {
    EXPECT_EQ(in_rows.erase(experiment.name), 1) << experiment.name << " is in no row";
  }
  EXPECT_TRUE(in_rows.empty()) << *in_rows.begin() << " is no experiment";
  for (const std::string& way : ways) {
    EXPECT_NE(std::ranges::find(built_in.ways, way, &Way::name), built_in.ways.end()) << way;
  }
  for (const Case& each : plan.cases) {
    EXPECT_GE(built_in.way_of(each.record), 0) << each.record.experiment << ' ' << each.record.model;
  }
}

TEST(DecisionText, FitsATerminal) {
  const DecisionRules built_in = read_decision_rules(builtin_decision_rules(), "decision_rules.toml");
  Result result;
  result.launches.emplace_back().cores = 128;
  const Plan plan =
      expand(read_campaign(std::string(builtin_decision_table()), "decision_table.toml", {}), simulated_launch(4, 1));
  for (const Case& each : plan.cases) {
    result.cases.push_back(each.record);
    result.cases.back().index = std::ssize(result.cases) - 1;
    result.cases.back().status = CaseStatus::finished;
    for (std::int64_t repetition = 0; repetition < 7; ++repetition) {
      Sample& sample = result.samples.emplace_back();
      sample.case_index = result.cases.back().index;
      sample.repetition = repetition;
      sample.wall_s = 43.4 + static_cast<double>(repetition * (sample.case_index % 5));
      sample.tasks = each.record.tasks;
      sample.lock_s = 31.76;
      sample.cpu_s = 43.4;
      sample.peak_rss_bytes = std::int64_t{999} << 20;
    }
  }
  std::istringstream lines(decision_text(result, built_in));
  for (std::string line; std::getline(lines, line);) {
    const auto width =
        std::ranges::count_if(line, [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U; });
    EXPECT_LE(width, 120) << line;
  }
}

} // namespace
} // namespace sweep
