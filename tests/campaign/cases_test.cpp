#include "campaign/cases.hpp"

#include <gtest/gtest.h>

#include "core/errors.hpp"
#include "scripted_workload.hpp"
#include "workloads/catalogue.hpp"

namespace sweep {
namespace {

using Numbers = std::vector<std::int64_t>;

const WorkloadDescriptor& empty() {
  return *find_workload("empty");
}

Plan plan_of(const WorkloadDescriptor& workload, const std::vector<Axis>& axes, int ranks = 4, int cores = 2,
             const std::vector<SettingAxis>& settings = {}) {
  Campaign campaign = test::campaign_of(workload, axes);
  campaign.experiments.front().settings = settings;
  return expand(std::move(campaign), {.ranks = ranks, .cores = cores, .facts = {}});
}

Axis whole(const std::string& name, const Numbers& numbers) {
  return {name, {numbers.begin(), numbers.end()}};
}

Axis words(const std::string& name, const std::vector<std::string>& texts) {
  return {name, {texts.begin(), texts.end()}};
}

/// One member of the records of all cases but the bases.
template <typename T>
std::vector<T> column(const Plan& plan, T CaseRecord::*member) {
  std::vector<T> values;
  for (std::size_t index = plan.problems.size(); index < plan.cases.size(); ++index) {
    values.push_back(plan.cases[index].record.*member);
  }
  return values;
}

/// What must be refused is, with words that contain `what`.
template <typename Call>
void expect_usage_error(const Call& call, const std::string& what) {
  try {
    call();
    FAIL() << "nothing was thrown";
  } catch (const UsageError& error) {
    EXPECT_NE(std::string(error.what()).find(what), std::string::npos) << error.what();
    EXPECT_EQ(error.mistakes().front().where, "test.toml:1:1");
    EXPECT_FALSE(error.mistakes().front().remedy.empty());
  }
}

TEST(Expand, LeavesOutWithOneWarningWhatTheProcessorsOfTheLaunchLack) {
  const Plan plan = expand(test::campaign_of(*find_workload("monte_carlo"), {words("model", {"serial", "threads"}),
                                                                             words("isa", {"portable", "avx512"})}),
                           {.ranks = 1, .cores = 2, .facts = {}}, InstructionSet::avx2);
  ASSERT_EQ(plan.problems.size(), 1);
  EXPECT_EQ(plan.problems.front().values.word("isa"), "portable");
  ASSERT_EQ(plan.warnings.size(), 1);
  EXPECT_NE(plan.warnings[0].find("isa = \"avx512\" are skipped"), std::string::npos) << plan.warnings[0];
}

TEST(Expand, MultipliesTheAxesTheLastRunningFastest) {
  const Plan plan = plan_of(empty(), {words("model", {"serial"}), whole("ranks", {2, 3}),
                                      words("schedule", {"dynamic"}), whole("chunk", {1, 5, 9})});
  EXPECT_EQ(column(plan, &CaseRecord::ranks), (Numbers{2, 2, 2, 3, 3, 3}));
  EXPECT_EQ(column(plan, &CaseRecord::chunk), (Numbers{1, 5, 9, 1, 5, 9}));
}

TEST(Expand, MakesNoDuplicatesOfAModelThatLacksAnAxis) {
  const Plan plan =
      plan_of(empty(), {words("model", {"serial", "threads"}), whole("ranks", {2}), whole("threads", {1, 2, 3})});
  EXPECT_EQ(column(plan, &CaseRecord::model), (std::vector<std::string>{"serial", "threads", "threads", "threads"}));
  EXPECT_EQ(column(plan, &CaseRecord::threads), (Numbers{1, 1, 2, 3}));
}

TEST(Expand, MakesNoDuplicatesOfValuesWrittenTwice) {
  const Plan plan = plan_of(empty(), {words("model", {"serial"}), whole("ranks", {2, 2, 3})});
  EXPECT_EQ(column(plan, &CaseRecord::ranks), (Numbers{2, 3}));
}

TEST(Expand, LeavesOutRanksAboveTheLaunchWithOneWarningEach) {
  const Plan plan = plan_of(empty(), {words("model", {"serial"}), whole("ranks", {2, 8, 16}), whole("chunk", {1, 2})});
  EXPECT_EQ(column(plan, &CaseRecord::ranks), (Numbers{2, 2}));
  ASSERT_EQ(plan.warnings.size(), 2);
  EXPECT_NE(plan.warnings[0].find("8 ranks are skipped: only 4 were launched; use mpirun -n 8"), std::string::npos);
  EXPECT_NE(plan.warnings[1].find("mpirun -n 16"), std::string::npos);
}

TEST(Expand, WarnsOfALeastNumberOfRepetitionsThatIsNeverWhereACaseEnds) {
  const auto warnings = [](std::int64_t min, std::int64_t max) {
    Campaign campaign = test::campaign_of(empty(), {words("model", {"serial"})});
    campaign.repetitions = {.min = min, .max = max};
    return expand(std::move(campaign), {.ranks = 1, .cores = 1, .facts = {}}).warnings;
  };
  ASSERT_EQ(warnings(5, 50).size(), 1);
  EXPECT_NE(warnings(5, 50)[0].find("write min = 6"), std::string::npos);
  ASSERT_EQ(warnings(2, 4).size(), 1);
  EXPECT_NE(warnings(2, 4)[0].find("every case gets max = 4"), std::string::npos);
  EXPECT_TRUE(warnings(3, 3).empty());
  EXPECT_TRUE(warnings(6, 50).empty());
  EXPECT_FALSE(Campaign{}.repetitions.min < 6) << "the default is where it can end";
}

TEST(Expand, PutsTheSerialBaseOfEveryProblemFirst) {
  const Plan plan = plan_of(empty(), {words("model", {"threads"}), whole("tasks", {10, 20}), whole("ranks", {1, 2})});
  ASSERT_EQ(plan.problems.size(), 2);
  ASSERT_EQ(plan.cases.size(), 2 + 4);
  for (std::size_t problem = 0; problem < 2; ++problem) {
    EXPECT_EQ(plan.problems[problem].base, problem);
    const CaseRecord& base = plan.cases[problem].record;
    EXPECT_EQ(base.model, "serial");
    EXPECT_EQ(base.ranks, 1);
    EXPECT_EQ(base.threads, 1);
    EXPECT_EQ(base.tasks, problem == 0 ? 10 : 20);
    EXPECT_EQ(base.chunk, base.tasks) << "one chunk";
  }
  EXPECT_EQ(column(plan, &CaseRecord::base), (Numbers{0, 0, 1, 1}));
}

TEST(Expand, ComparesWhatWorksAtAnInterpretersPaceWithOneThreadAtThatPace) {
  const Plan plan = plan_of(empty(), {words("model", {"serial", "gil", "threads", "event_loop"}),
                                      words("pace", {"native", "cpython"}), whole("ranks", {2})});
  ASSERT_EQ(plan.problems.size(), 1);
  EXPECT_EQ(plan.problems[0].base, 0);
  EXPECT_EQ(plan.cases[0].model_values.word("pace"), "native");
  EXPECT_EQ(plan.cases[1].model_values.word("pace"), "cpython");
  EXPECT_EQ(plan.cases[1].record.ranks, 1);
  EXPECT_EQ(plan.cases[1].record.base, 1) << "it is its own base";
  for (std::size_t index = 2; index < plan.cases.size(); ++index) {
    const Case& each = plan.cases[index];
    const bool paced = each.model->name != "threads" && each.model_values.word("pace") == "cpython";
    EXPECT_EQ(each.record.base, paced ? 1 : 0) << each.record.model;
  }
}

TEST(Expand, HasABaseForEachPaceOfAnInterpreter) {
  const Plan plan =
      plan_of(empty(), {words("model", {"gil"}), words("pace", {"cpython"}), {"iteration_cost", {50e-9, 100e-9}}});
  ASSERT_EQ(plan.cases.size(), 5);
  EXPECT_EQ(plan.cases[1].model_values.real("iteration_cost"), 50e-9);
  EXPECT_EQ(plan.cases[3].record.base, 1);
  EXPECT_EQ(plan.cases[4].record.base, 2);
}

TEST(Expand, LeavesOutCasesOnMoreCoresThanANodeHas) {
  const Plan plan = expand(test::campaign_of(empty(), {words("model", {"threads"}), whole("cores", {1, 2, 3})}),
                           simulated_launch(2, 1).within(2));
  ASSERT_EQ(plan.cases.size(), 3) << "the base, which may use all, and two";
  EXPECT_EQ(plan.cases[0].record.cores, 0);
  EXPECT_EQ(plan.cases[1].record.cores, 1);
  EXPECT_EQ(plan.cases[2].record.cores, 2);
  ASSERT_EQ(plan.warnings.size(), 1);
  EXPECT_NE(plan.warnings[0].find("3 cores are skipped: a node has 2"), std::string::npos) << plan.warnings[0];
}

TEST(Expand, DoesNotAddABaseThatIsAskedForASecondTime) {
  const Plan plan = plan_of(empty(), {words("model", {"serial"}), whole("ranks", {1, 2})});
  EXPECT_EQ(plan.cases.size(), 2);
  EXPECT_EQ(plan.cases[1].record.ranks, 2);
}

TEST(Expand, KeepsExperimentsApart) {
  Campaign campaign = test::campaign_of(empty(), {words("model", {"serial"}), whole("ranks", {1, 2})});
  campaign.experiments.push_back(campaign.experiments.front());
  campaign.experiments.back().name = "second";
  const Plan plan = expand(campaign, {.ranks = 2, .cores = 2, .facts = {}});
  ASSERT_EQ(plan.cases.size(), 4);
  ASSERT_EQ(plan.problems.size(), 2);
  EXPECT_EQ(plan.problems[1].base, 2);
  EXPECT_EQ(plan.cases[1].record.experiment, "first");
  EXPECT_EQ(plan.cases[2].record.experiment, "second");
  EXPECT_EQ(plan.cases[3].record.base, 2);
}

TEST(Expand, TakesEveryPowerOfTwoAndTheLastForARange) {
  EXPECT_EQ(
      column(plan_of(empty(), {words("model", {"threads"}), words("ranks", {"1..launched"})}, 6), &CaseRecord::ranks),
      (Numbers{1, 2, 4, 6}));
  EXPECT_EQ(
      column(plan_of(empty(), {words("model", {"threads"}), words("ranks", {"1..launched"})}, 8), &CaseRecord::ranks),
      (Numbers{1, 2, 4, 8}));
  EXPECT_EQ(
      column(plan_of(empty(), {words("model", {"threads"}), words("ranks", {"1..launched"})}, 1), &CaseRecord::ranks),
      (Numbers{1}));
  EXPECT_EQ(column(plan_of(empty(), {words("model", {"threads"}), words("threads", {"1..cores"})}, 1, 12),
                   &CaseRecord::threads),
            (Numbers{1, 2, 4, 8, 12}));
}

TEST(Expand, TakesTheLaunchForItsWords) {
  const Plan plan =
      plan_of(empty(), {words("model", {"threads"}), words("ranks", {"launched"}), words("threads", {"cores"})}, 6, 12);
  EXPECT_EQ(column(plan, &CaseRecord::ranks), (Numbers{6}));
  EXPECT_EQ(column(plan, &CaseRecord::threads), (Numbers{12}));
}

TEST(Expand, RunsOnTheWholeLaunchWhereRanksAreNotSaid) {
  EXPECT_EQ(column(plan_of(empty(), {words("model", {"serial"})}, 3), &CaseRecord::ranks), (Numbers{3}));
}

TEST(Expand, LeavesTheChunkToTheScheduleUnlessOneIsAsked) {
  const std::vector<Axis> axes{words("model", {"threads"}), whole("tasks", {1000}), whole("threads", {2}),
                               whole("ranks", {4}), words("schedule", {"static", "dynamic", "guided"})};
  EXPECT_EQ(column(plan_of(empty(), axes), &CaseRecord::chunk), (Numbers{125, 1, 1}));
  std::vector<Axis> asked = axes;
  asked.push_back({"chunk", {"schedule", std::int64_t{7}}});
  EXPECT_EQ(column(plan_of(empty(), asked), &CaseRecord::chunk), (Numbers{125, 7, 1, 7, 1, 7}));
}

TEST(Expand, RecordsTheParametersThatHaveNoColumnOfTheirOwn) {
  const Plan plan = plan_of(*find_workload("monte_carlo"), {words("model", {"serial"}), whole("ranks", {2}),
                                                            whole("settings", {5}), whole("draws", {100})});
  const CaseRecord& record = plan.cases.back().record;
  EXPECT_EQ(record.parameters.word("kernel"), "pi");
  EXPECT_EQ(record.parameters.integer("draws"), 100);
  EXPECT_EQ(record.tasks, 5);
  EXPECT_EQ(record.parameters.find("ranks"), nullptr);
}

/// A workload whose parameter `power` means something beside kernel "other" only.
WorkloadDescriptor with_power() {
  return test::scripted(
      {.tasks = 8,
       .parameters = {{.name = "kernel", .kind = Kind::word, .initial = "pi", .choices = {"pi", "other"}, .help = {}},
                      {.name = "power",
                       .initial = std::int64_t{2},
                       .choices = {},
                       .help = {},
                       .only_where = {{"kernel", {"other"}}}}}});
}

TEST(Expand, MakesNoDuplicatesOfAParameterThatMeansNothingBesideOthers) {
  const WorkloadDescriptor workload = with_power();
  const Plan plan = plan_of(workload, {words("model", {"serial"}), whole("ranks", {2}),
                                       words("kernel", {"pi", "other"}), whole("power", {2, 3})});
  ASSERT_EQ(plan.problems.size(), 3);
  ASSERT_EQ(plan.cases.size(), 3 + 3);
  EXPECT_EQ(plan.cases[3].record.parameters.find("power"), nullptr);
  EXPECT_EQ(plan.cases[4].record.parameters.integer("power"), 2);
  EXPECT_EQ(plan.cases[5].record.parameters.integer("power"), 3);
  for (std::size_t problem = 0; problem < 3; ++problem) {
    EXPECT_EQ(plan.problems[problem].number, static_cast<std::int64_t>(problem));
  }
  EXPECT_TRUE(plan.warnings.empty()) << "beside the other kernel it means something";
}

TEST(Expand, SaysNothingOfAValueThatMeansSomethingBesideOneOfSeveral) {
  const WorkloadDescriptor workload = with_power();
  const Plan plan = plan_of(workload, {words("model", {"serial"}), whole("ranks", {2}),
                                       words("kernel", {"pi", "other"}), whole("power", {2})});
  EXPECT_TRUE(plan.warnings.empty()) << plan.warnings[0];
}

TEST(Expand, WarnsOnceOfAValueThatIsAskedForAndMeansNothing) {
  const WorkloadDescriptor workload = with_power();
  const Plan plan = plan_of(workload, {words("model", {"serial"}), whole("ranks", {1, 2}), whole("power", {3})});
  ASSERT_EQ(plan.warnings.size(), 1);
  EXPECT_NE(plan.warnings[0].find("experiment first: power = 3 has no meaning"), std::string::npos) << plan.warnings[0];
}

TEST(Expand, MakesAProblemOfEveryNumberOfRanksWhereEachHasItsShare) {
  WorkloadDescriptor workload = test::scripted({});
  workload.share = Share::per_rank;
  workload.make = [](const WorkloadContext& context) -> std::unique_ptr<Workload> {
    return std::make_unique<test::ScriptedWorkload>(
        test::Script{.tasks = static_cast<std::uint64_t>(5 * context.ranks)});
  };
  const Plan plan = plan_of(workload, {words("model", {"threads"}), whole("ranks", {1, 2, 4})});
  ASSERT_EQ(plan.problems.size(), 3);
  ASSERT_EQ(plan.cases.size(), 6);
  for (std::size_t problem = 0; problem < 3; ++problem) {
    const std::int64_t ranks = std::int64_t{1} << problem;
    EXPECT_EQ(plan.cases[problem].record.tasks, 5) << "the base does the share of one";
    EXPECT_EQ(plan.cases[problem].record.ranks, 1);
    EXPECT_EQ(plan.cases[3 + problem].record.tasks, 5 * ranks);
    EXPECT_EQ(plan.cases[3 + problem].record.base, static_cast<std::int64_t>(problem));
  }
}

TEST(Expand, TellsAWorkloadThatRefusesCasesHowTheyWouldBeRun) {
  WorkloadDescriptor workload = test::scripted({.tasks = 8});
  workload.rules.refuse_case = [](const WorkloadContext&, const Arrangement& arrangement) {
    if (!arrangement.equal_shares || !arrangement.one_memory) {
      throw UsageError("its ranks must have equal shares", "", "take schedule away");
    }
  };
  EXPECT_EQ(plan_of(workload, {words("model", {"serial"}), whole("ranks", {4})}).cases.size(), 2);
  expect_usage_error(
      [&] {
        plan_of(workload, {words("model", {"serial"}), words("schedule", {"dynamic"})});
      },
      "equal shares");
  expect_usage_error([&] { plan_of(workload, {words("model", {"serial"}), whole("ranks", {3})}); }, "equal shares");
}

TEST(Inspect, RefusesAMachineThatAProblemCannotUse) {
  WorkloadDescriptor workload = with_power();
  workload.rules.check_machine = [](const WorkloadContext& context) {
    if (context.values.word("kernel") == "other") {
      throw UsageError("the folder is somebody's", "", "give another one");
    }
  };
  EXPECT_NO_THROW(inspect(plan_of(workload, {words("model", {"serial"})})));
  EXPECT_THROW(inspect(plan_of(workload, {words("model", {"serial"}), words("kernel", {"pi", "other"})})), UsageError);
}

TEST(Expand, CountsTheSettingsOfTheGrid) {
  const std::vector<SettingAxis> grid{{.name = "radius", .list = {0.1, 0.2, 0.3}}};
  const Plan plan = plan_of(*find_workload("monte_carlo"), {words("model", {"serial"})}, 1, 1, grid);
  EXPECT_EQ(plan.cases.front().record.tasks, 3);
  EXPECT_EQ(plan.problems.front().values.integer("settings"), 3);
}

TEST(Expand, RefusesSettingsThatContradictTheGrid) {
  const std::vector<SettingAxis> grid{{.name = "radius", .list = {0.1, 0.2, 0.3}}};
  const auto with_settings = [&](std::int64_t settings) {
    return plan_of(*find_workload("monte_carlo"), {words("model", {"serial"}), whole("settings", {settings})}, 1, 1,
                   grid);
  };
  expect_usage_error([&] { with_settings(4); }, "settings = 4, but [experiment.parameters] has 3 points");
  EXPECT_EQ(with_settings(3).cases.front().record.tasks, 3);
}

TEST(Expand, TakesTenThousandCasesAndRefusesMore) {
  const auto with_chunks = [](std::int64_t count) {
    Numbers chunks;
    for (std::int64_t chunk = 1; chunk <= count; ++chunk) {
      chunks.push_back(chunk);
    }
    return plan_of(empty(), {words("model", {"serial"}), whole("ranks", {1, 2}), whole("chunk", chunks)});
  };
  EXPECT_EQ(with_chunks(5000).cases.size(), 10'000); // the base is among them: static, one rank, chunk 1000
  expect_usage_error([&] { with_chunks(5001); }, "more than 10,000 cases");
}

TEST(Expand, HasTheBaseRunOnlyTheTasksThatTheWorkloadSays) {
  const WorkloadDescriptor workload =
      test::scripted({.tasks = 500, .serial_tasks = 20, .cost = {.processor = 0, .wait = 0.25}});
  const Plan plan = plan_of(workload, {words("model", {"threads"})});
  ASSERT_EQ(plan.cases.size(), 2);
  EXPECT_EQ(plan.cases[0].record.tasks, 20);
  EXPECT_EQ(plan.cases[1].record.tasks, 500);
  EXPECT_EQ(plan.cases[0].record.wait_s, 0.25);
  EXPECT_EQ(plan.cases[1].record.wait_s, 0.25);
}

} // namespace
} // namespace sweep
