#include "cli/campaign_difference.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include "../campaign/scripted_workload.hpp"
#include "../io/temporary_folder.hpp"
#include "results/journal.hpp"
#include "results/reader.hpp"
#include "results/writer.hpp"

namespace sweep {
namespace {

constexpr const char* known_campaign = R"([campaign]
name = "tea"
repetitions = { min = 3, max = 9 }

[[experiment]]
name = "one"
draws = 1000

[[experiment]]
name = "two"
model = ["serial", "threads"]
parameters.radius = { from = 0.1, count = 10 }
)";

/// From the known campaign to one in which `text` is replaced.
std::string after_changing(const std::string& text, const std::string& by) {
  std::string changed = known_campaign;
  changed.replace(changed.find(text), text.size(), by);
  return campaign_difference(known_campaign, changed);
}

TEST(CampaignDifference, IsNoneWhereTheSameIsWrittenOtherwise) {
  EXPECT_EQ(campaign_difference(known_campaign, known_campaign), "");
  EXPECT_EQ(after_changing("{ min = 3, max = 9 }", "{max=9, min=3} # few"), "");
  EXPECT_EQ(after_changing("name = \"one\"\ndraws = 1000", "draws = 1_000\nname = 'one'"), "");
}

TEST(CampaignDifference, IsNoneOfTimeLaunchesAndSeed) {
  EXPECT_EQ(after_changing("name = \"tea\"", "name = \"tea\"\ntime_limit = \"5m\"\nlaunches = 3\nseed = 215"), "");
}

TEST(CampaignDifference, SaysWhereWhatIsThereAndHere) {
  EXPECT_EQ(after_changing("1000", "2000"), "experiment 1: draws is 1000 there and 2000 here");
  EXPECT_EQ(after_changing("max = 9", "max = 10"), "campaign.repetitions.max is 9 there and 10 here");
  EXPECT_EQ(after_changing("count = 10", "count = 11"),
            "experiment 2: parameters.radius.count is 10 there and 11 here");
  EXPECT_NE(after_changing("\"serial\", ", "").find("experiment 2: model is [ 'serial', 'threads' ] there and "),
            std::string::npos);
}

TEST(CampaignDifference, SaysWhatIsGivenInOneOnly) {
  EXPECT_EQ(after_changing("draws = 1000", ""), "experiment 1: draws is 1000 there and not given here");
  EXPECT_EQ(after_changing("draws = 1000", "draws = 1000\nchunk = 4"),
            "experiment 1: chunk is not given there and 4 here");
  EXPECT_EQ(campaign_difference(known_campaign, std::string(known_campaign) + "[[experiment]]\nname = \"three\"\n"),
            "experiment 3: name is not given there and 'three' here");
}

TEST(CampaignDifference, SaysAllAtOnce) {
  const std::string both = after_changing("name = \"one\"\ndraws = 1000", "name = \"uno\"\ndraws = 10");
  EXPECT_EQ(both, "experiment 1: draws is 1000 there and 10 here; experiment 1: name is 'one' there and 'uno' here");
}

/// A workload with parameters of its own.
WorkloadDescriptor with_parameters() {
  return test::scripted(
      {.tasks = test::task_count,
       .parameters = {{.name = "grains", .kind = Kind::integer, .initial = std::int64_t{7}, .choices = {}, .help = {}},
                      {.name = "heat", .kind = Kind::real, .initial = 0.5, .choices = {}, .help = {}}}});
}

class CaseDifference : public testing::Test {
 protected:
  CaseDifference() { plan_ = plan_of({{"ranks", {"1..launched"}}}, 2); }

  Plan plan_of(std::vector<Axis> axes, int ranks) const {
    axes.push_back({"model", {"threads"}});
    return expand(test::campaign_of(workload_, std::move(axes)), simulated_launch(ranks, 1));
  }

  /// A file of that plan, as it is read.
  Result file_of(const Plan& plan) const {
    Result result;
    result.identity = random_identity();
    result.launches = {{.launch = 0}};
    for (const Case& each : plan.cases) {
      result.cases.push_back(each.record);
      result.cases.back().index = std::ssize(result.cases) - 1;
    }
    const std::filesystem::path path = folder_.path() / "x.h5";
    write(result, path);
    return read(path);
  }

  const Plan& plan() const { return plan_; }

 private:
  WorkloadDescriptor workload_ = with_parameters();
  test::TemporaryFolder folder_;
  Plan plan_;
};

TEST_F(CaseDifference, IsNoneOfAFileOfTheSamePlan) {
  EXPECT_EQ(case_difference(plan(), file_of(plan())), "");
}

TEST_F(CaseDifference, SaysWhichCaseIsAnotherAndWhatOfIt) {
  Result file = file_of(plan());
  const std::string number = std::to_string(file.cases.size() - 1);
  file.cases.back().ranks = 5;
  file.cases.back().chunk = 6;
  EXPECT_EQ(case_difference(plan(), file), "case " + number + ": ranks is 5 there and 2 here");
  EXPECT_NE(case_difference(plan_of({{"ranks", {"1..launched"}}, {"grains", {std::int64_t{8}}}}, 2), file_of(plan()))
                .find("case 0: grains is '7' there and '8' here"),
            std::string::npos);
  EXPECT_EQ(case_difference(plan_of({{"ranks", {"1..launched"}}, {"heat", {0.25}}}, 2), file_of(plan())),
            "case 0: heat is '0.5' there and '0.25' here");
}

TEST_F(CaseDifference, SaysHowManyThereAreWhereOneHasMore) {
  const Plan less = plan_of({{"ranks", {"1..launched"}}}, 1);
  ASSERT_LT(less.cases.size(), plan().cases.size());
  EXPECT_EQ(case_difference(less, file_of(plan())), "it has " + std::to_string(plan().cases.size()) +
                                                        " cases, and this launch " + std::to_string(less.cases.size()));
}

} // namespace
} // namespace sweep
