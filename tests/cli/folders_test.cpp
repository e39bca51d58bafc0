#include "cli/folders.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

#include "cli/campaign_file.hpp"
#include "core/errors.hpp"

namespace sweep {
namespace {

class Folders : public testing::Test {
 protected:
  Folders() {
    setenv("HOME", "/home/ada", 1);
    setenv("SWEEP_TEST_PLACE", "/scratch", 1);
    unsetenv("SWEEP_TEST_NOWHERE");
  }
};

TEST_F(Folders, HaveTheirHomeAndVariablesReplaced) {
  EXPECT_EQ(expanded_folder("~"), "/home/ada");
  EXPECT_EQ(expanded_folder("~/x"), "/home/ada/x");
  EXPECT_EQ(expanded_folder("$SWEEP_TEST_PLACE/x"), "/scratch/x");
  EXPECT_EQ(expanded_folder("a${SWEEP_TEST_PLACE}_b$SWEEP_TEST_PLACE"), "a/scratch_b/scratch");
}

TEST_F(Folders, AreOtherwiseAsWritten) {
  for (const char* folder : {"", "/a/b", "a~", "./~x", "a$", "$/1", "${", "${SWEEP_TEST_PLACE", "$1"}) {
    EXPECT_EQ(expanded_folder(folder), folder);
  }
}

TEST_F(Folders, OfVariablesThatWouldHaveToBeReplacedAgainAreRefused) {
  for (const char* value : {"~/scratch", "$HOME/scratch", "/a/$b"}) {
    setenv("SWEEP_TEST_PLACE", value, 1);
    EXPECT_THROW(expanded_folder("$SWEEP_TEST_PLACE/x"), UsageError) << value;
  }
}

TEST_F(Folders, OfWhichThePlaceIsNotKnownAreRefused) {
  for (const char* folder : {"$SWEEP_TEST_NOWHERE/x", "${SWEEP_TEST_NOWHERE}", "~bob/x"}) {
    EXPECT_THROW(expanded_folder(folder), UsageError) << folder;
  }
}

TEST_F(Folders, OfACampaignAreReplacedInWhatAllRanksRead) {
  const std::string text = "[[experiment]]\nworkload = \"metadata\"\ndirectory = [\"~/x\", \"$SWEEP_TEST_PLACE\"]\n";
  const Campaign campaign = read_campaign(text, "x.toml", {});
  unsetenv("SWEEP_TEST_PLACE"); // as it may be on another node
  const Campaign elsewhere = read_campaign(campaign.toml, "x.toml", {});
  EXPECT_EQ(elsewhere.toml, campaign.toml);
  EXPECT_EQ(elsewhere.experiments[0].axes[1].values, (std::vector<Value>{"/home/ada/x", "/scratch"}));
}

TEST_F(Folders, ThatCannotBeReplacedAreToldWithTheirLine) {
  try {
    read_campaign("[[experiment]]\nworkload = \"metadata\"\ndirectory = \"$SWEEP_TEST_NOWHERE\"\n", "x.toml", {});
    FAIL();
  } catch (const UsageError& error) {
    ASSERT_EQ(error.mistakes().size(), 1U);
    EXPECT_EQ(error.mistakes()[0].where, "x.toml:3:13");
    EXPECT_NE(error.mistakes()[0].what.find("$SWEEP_TEST_NOWHERE"), std::string::npos);
  }
}

} // namespace
} // namespace sweep
