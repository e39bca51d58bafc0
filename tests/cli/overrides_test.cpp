#include "cli/overrides.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "cli/campaign_file.hpp"
#include "core/errors.hpp"

namespace sweep {
namespace {

constexpr const char* base_text = R"([[experiment]]
name = "one"
workload = "monte_carlo"

[[experiment]]
name = "two.b"
workload = "metadata"
)";

Campaign changed(const std::string& change) {
  Campaign campaign = read_campaign(base_text, "tea.toml", {parse_override(change)});
  read_campaign(campaign.toml, "tea.toml", {}); // as other ranks do
  return campaign;
}

/// The values of that key in the experiment of that index; none where it has no such key.
std::vector<Value> values_of(const Campaign& campaign, std::size_t experiment, const std::string& key) {
  const std::vector<Axis>& axes = campaign.experiments[experiment].axes;
  const auto axis = std::ranges::find(axes, key, &Axis::name);
  return axis == axes.end() ? std::vector<Value>() : axis->values;
}

TEST(Overrides, OfATextAreThatTextWhateverTomlMakesOfIt) {
  for (const char* typed :
       {"2026-11-26", "7", "007", "1_000", "0x10", "true", "inf", "12:30:00", "2026-11-26 10:00:00", "1.50", "tea"}) {
    const std::string name = typed;
    EXPECT_EQ(changed("campaign.name=" + name).name, name);
    EXPECT_EQ(changed("one.name=" + name).experiments[0].name, name);
    EXPECT_EQ(values_of(changed("two.b.directory=" + name), 1, "directory"), std::vector<Value>{name});
  }
  EXPECT_EQ(changed("campaign.name=\"tea\"").name, "tea") << "quotes are TOML's";
  EXPECT_EQ(values_of(changed("two.b.directory=[7, 2026-11-26]"), 1, "directory"),
            (std::vector<Value>{"7", "2026-11-26"}));
}

TEST(Overrides, OfANumberOrFlagMayHaveQuotes) {
  EXPECT_EQ(values_of(changed("one.draws=\"1000\""), 0, "draws"), std::vector<Value>{std::int64_t{1000}});
  EXPECT_EQ(values_of(changed("two.b.keep=\"true\""), 1, "keep"), std::vector<Value>{std::int64_t{1}});
  EXPECT_EQ(values_of(changed("one.ranks=\"launched\""), 0, "ranks"), std::vector<Value>{"launched"});
  EXPECT_EQ(changed("campaign.seed=\"9\"").seed, 9U);
  EXPECT_THROW(changed("one.draws=\"ten\""), UsageError);
}

TEST(Overrides, AreListsAlsoWhereTheShellTookTheQuotes) {
  EXPECT_EQ(values_of(changed("experiment.model=[serial, threads]"), 0, "model"),
            (std::vector<Value>{"serial", "threads"}));
  EXPECT_EQ(values_of(changed("one.draws=[10,1e3]"), 0, "draws"),
            (std::vector<Value>{std::int64_t{10}, std::int64_t{1000}}));
  EXPECT_THROW(changed("one.model=[serial,]]"), UsageError);
}

TEST(Overrides, OfAllExperimentsAreSetWhereThereIsSuchAKey) {
  const Campaign campaign = changed("experiment.draws=30");
  EXPECT_EQ(values_of(campaign, 0, "draws"), std::vector<Value>{std::int64_t{30}});
  EXPECT_TRUE(values_of(campaign, 1, "draws").empty());
  EXPECT_EQ(changed("experiment.parameters.radius=0.5").experiments[0].settings.size(), 1U);
  EXPECT_EQ(values_of(changed("experiment.ranks=1"), 1, "ranks"), std::vector<Value>{std::int64_t{1}});
}

TEST(Overrides, OfAKeyThatNoExperimentHasNameTheNearest) {
  for (const char* change : {"experiment.drawz=30", "experiment.parameters.radios=0.5"}) {
    try {
      changed(change);
      FAIL() << change;
    } catch (const UsageError& error) {
      EXPECT_EQ(error.mistakes().front().where, std::string("--set ") + change);
      EXPECT_NE(error.mistakes().front().what.find("no experiment has it"), std::string::npos);
    }
  }
  EXPECT_THROW(changed("one.items=3"), UsageError) << "asked for by name, it is missed";
}

TEST(Overrides, ReachAnExperimentWhoseNameHasDots) {
  EXPECT_EQ(values_of(changed("two.b.ranks=3"), 1, "ranks"), std::vector<Value>{std::int64_t{3}});
  EXPECT_THROW(changed("two.ranks=3"), UsageError);
}

TEST(Overrides, ThatNoFileCouldHoldAreRefusedBeforeTheyAreShared) {
  for (const char* change : {"two.b.directory=a\nb", "two.b.directory=\xff", "two.b.directory=\x1b[2J",
                             "one.draws=3\nkernel = \"pi\"", "campaign.name=\xe9t\xe9"}) {
    EXPECT_THROW(changed(change), UsageError) << change;
  }
}

} // namespace
} // namespace sweep
