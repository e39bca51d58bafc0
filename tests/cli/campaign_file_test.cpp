#include "cli/campaign_file.hpp"

#include <gtest/gtest.h>

#include "core/errors.hpp"

namespace sweep {
namespace {

constexpr const char* campaign_text = R"([campaign]
name = "tea"
seed = 5

[[experiment]]
name = "one"
workload = "monte_carlo"
draws = [10, 20]

[[experiment]]
workload = "empty"
)";

std::vector<Mistake> mistakes_of(const std::string& campaign, const std::vector<Override>& overrides = {}) {
  try {
    read_campaign(campaign, "tea.toml", overrides);
  } catch (const UsageError& error) {
    return error.mistakes();
  }
  return {};
}

TEST(CampaignFile, SaysWhatItSaysAndDefaultsForTheRest) {
  const Campaign campaign = read_campaign(campaign_text, "tea.toml", {});
  EXPECT_EQ(campaign.name, "tea");
  EXPECT_EQ(campaign.seed, 5U);
  EXPECT_EQ(campaign.toml, campaign_text);
  ASSERT_EQ(campaign.experiments.size(), 2U);
  EXPECT_EQ(campaign.experiments[0].name, "one");
  EXPECT_EQ(campaign.experiments[1].name, "empty");
}

TEST(CampaignFile, TheBuiltInCampaignIsValid) {
  const Campaign campaign = read_campaign(std::string(builtin_campaign()), "lecture.toml", {});
  EXPECT_EQ(campaign.name, "lecture");
}

TEST(CampaignFile, WithoutANameItIsNamedAfterTheFile) {
  EXPECT_EQ(read_campaign("[[experiment]]\nworkload = \"empty\"\n", "a/coffee.toml", {}).name, "coffee");
}

TEST(CampaignFile, AnOverrideIsReadAsTomlElseAsText) {
  const Override number = parse_override("one.draws=30");
  EXPECT_EQ(number.table, "one");
  EXPECT_EQ(number.key, "draws");
  EXPECT_EQ(number.value, "30");
  const Override dotted = parse_override("campaign.repetitions.interval=5%");
  EXPECT_EQ(dotted.key, "repetitions.interval");
  EXPECT_DOUBLE_EQ(read_campaign(campaign_text, "tea.toml", {dotted}).repetitions.interval, 0.05);
  EXPECT_EQ(parse_override("one.name=a=b.c").value, "a=b.c");
  for (const char* wrong : {"", "draws", "draws=3", "=3", ".draws=3", "one.=3", "one=a.b"}) {
    EXPECT_THROW(parse_override(wrong), UsageError) << wrong;
  }
}

TEST(CampaignFile, WhatOverridesMadeIsItselfAValidInput) {
  const Campaign changed = read_campaign(
      campaign_text, "tea.toml", {parse_override("experiment.model=[\"serial\"]"), parse_override("one.draws=30")});
  const Campaign again = read_campaign(changed.toml, "tea.toml", {});
  EXPECT_EQ(again.toml, changed.toml);
  EXPECT_EQ(again.seed, 5U);
  ASSERT_EQ(again.experiments.size(), 2U);
  for (const Experiment& experiment : again.experiments) {
    EXPECT_EQ(experiment.axes.front().values, std::vector<Value>{"serial"});
  }
}

TEST(CampaignFile, EveryMistakeHasItsLineOrIsSaidToBeOfTheCommandLine) {
  const auto in_file =
      mistakes_of("[campaign]\nsed = 1\nwarmup = -1\n[[experiment]]\nworkload = \"empty\"\ntasks = 0\n");
  ASSERT_EQ(in_file.size(), 3U);
  EXPECT_EQ(in_file[0].where, "tea.toml:2:1");
  EXPECT_EQ(in_file[1].where, "tea.toml:3:10");
  EXPECT_EQ(in_file[2].where, "tea.toml:6:9");
  const auto overridden = mistakes_of(campaign_text, {parse_override("one.draws=0"), parse_override("one.drawz=1")});
  ASSERT_EQ(overridden.size(), 2U);
  EXPECT_EQ(overridden[0].where, "command line");
  EXPECT_EQ(overridden[1].where, "command line");
}

TEST(CampaignFile, ARealThatIsAWholeNumberIsOne) {
  const auto read = [](const std::string& draws) {
    return read_campaign("[[experiment]]\nworkload = \"monte_carlo\"\ndraws = " + draws + "\n", "x.toml", {})
        .experiments[0]
        .axes[1]
        .values;
  };
  EXPECT_EQ(read("1e6"), std::vector<Value>{std::int64_t{1'000'000}});
  EXPECT_EQ(read("[3.0, 4]"), (std::vector<Value>{std::int64_t{3}, std::int64_t{4}}));
  for (const char* wrong : {"1.5", "1e-3", "1e300", "nan", "inf", "-1e3", "9.3e18"}) {
    EXPECT_THROW(read(wrong), UsageError) << wrong;
  }
}

TEST(CampaignFile, TheLeastNumberOfRepetitionsIsAtMostTheLargestThatIsGiven) {
  const Campaign campaign =
      read_campaign("campaign.repetitions = { max = 3 }\n[[experiment]]\nworkload = \"empty\"\n", "x.toml", {});
  EXPECT_EQ(campaign.repetitions.min, 3);
  EXPECT_EQ(campaign.repetitions.max, 3);
}

TEST(CampaignFile, StandardInputIsCalledSo) {
  EXPECT_EQ(read_campaign("[[experiment]]\nworkload = \"empty\"\n", "-", {}).name, "stdin");
  try {
    read_campaign("x = 1\n", "-", {});
    FAIL();
  } catch (const UsageError& error) {
    EXPECT_EQ(error.mistakes().front().where, "standard input:1:1");
  }
}

TEST(CampaignFile, LineEndsAndMarksOfOtherSystemsAreNothing) {
  EXPECT_EQ(read_campaign("\xef\xbb\xbf[[experiment]]\r\nworkload = \"empty\"\r\n", "x.toml", {}).experiments.size(),
            1U);
}

TEST(CampaignFile, AnOverrideOfNobodyNamesTheNearest) {
  const auto mistakes = mistakes_of(campaign_text, {parse_override("onne.draws=1")});
  ASSERT_EQ(mistakes.size(), 1U);
  EXPECT_EQ(mistakes[0].where, "--set onne.draws=1");
  EXPECT_EQ(mistakes[0].remedy, "did you mean 'one'?");
}

} // namespace
} // namespace sweep
