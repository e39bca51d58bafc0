#include "cli/continuation.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "../campaign/scripted_workload.hpp"
#include "../io/temporary_folder.hpp"
#include "cli/lost_note.hpp"
#include "core/errors.hpp"
#include "results/journal.hpp"
#include "results/launches.hpp"
#include "results/reader.hpp"
#include "results/writer.hpp"

namespace sweep {
namespace {

/// A campaign, what a launch of it begins with, and a file.
class ContinuationTest : public testing::Test {
 protected:
  ContinuationTest() {
    Campaign campaign = test::campaign_of(workload_, {{"model", {"serial"}}});
    campaign.toml = "[campaign]\nname = \"test\"\n";
    plan_ = expand(std::move(campaign), simulated_launch(2, 1));
    begun_.identity = random_identity();
    begun_.campaign = {
        .name = plan_.campaign.name, .seed = plan_.campaign.seed, .toml = plan_.campaign.toml, .command_line = "sweep"};
    begun_.launches = {{.launch = 0, .ranks = 2}};
  }

  /// Stores a result of the plan with these launches, each of which goes on with the one of that number.
  Result store(bool complete, const std::vector<std::int64_t>& continues = {-1}) {
    Result result = begun_;
    result.complete = complete;
    result.launches.clear();
    for (const std::int64_t each : continues) {
      result.launches.push_back({.launch = std::ssize(result.launches), .continues = each, .ranks = 2});
    }
    for (const Case& each : plan_.cases) {
      result.cases.push_back(each.record);
      result.cases.back().index = std::ssize(result.cases) - 1;
      result.cases.back().status = complete ? CaseStatus::finished : CaseStatus::unfinished;
    }
    write(result, path());
    return result;
  }

  Continuation resume() const { return continue_result(path(), false, plan_, begun_); }
  Continuation append() const { return continue_result(path(), true, plan_, begun_); }

  /// Neither way is taken, in words that contain `words`, and the remedy contains `remedy`.
  void expect_refused(const std::string& words, const std::string& remedy) const {
    for (const bool append : {false, true}) {
      try {
        continue_result(path(), append, plan_, begun_);
        ADD_FAILURE() << "it was not refused";
      } catch (const UsageError& error) {
        EXPECT_NE(error.mistakes().front().what.find(words), std::string::npos) << error.what();
        EXPECT_EQ(error.mistakes().front().where, path());
        EXPECT_NE(error.mistakes().front().remedy.find(remedy), std::string::npos) << error.what();
      }
    }
  }

  std::string path() const { return (folder_.path() / "x.h5").string(); }
  Plan& plan() { return plan_; }
  Result& begun() { return begun_; }

 private:
  WorkloadDescriptor workload_ = test::scripted({.tasks = test::task_count});
  test::TemporaryFolder folder_;
  Plan plan_;
  Result begun_;
};

TEST_F(ContinuationTest, GoesOnWithTheLastLaunchOfWhatIsNotComplete) {
  const Result stored = store(false, {-1, 0});
  const Continuation found = resume();
  EXPECT_FALSE(found.is_complete);
  EXPECT_EQ(found.result.identity, stored.identity);
  ASSERT_EQ(found.result.launches.size(), 3);
  EXPECT_EQ(found.result.launches.back().launch, 2);
  EXPECT_EQ(found.result.launches.back().continues, 1);
  EXPECT_TRUE(found.warnings.empty());
}

TEST_F(ContinuationTest, SaysOfTheLaunchThatLostRank0WhatAnotherRankHasNoted) {
  store(false);
  write_lost_note(path(), {.host = "n1", .text = "rank 0 on n1 is silent"});
  EXPECT_EQ(resume().result.launches.front().end, "lost: rank 0 on n1 is silent");
  EXPECT_FALSE(read_lost_note(path())); // it is for one launch
  EXPECT_EQ(resume().result.launches.front().end, "");
}

TEST_F(ContinuationTest, BelievesThatNoteMoreThanTheSignalByWhichTheLauncherEndedRank0) {
  Result result = store(false);
  for (const char* const end : {"SIGTERM", rank_gone}) {
    result.launches.back().end = end;
    write(result, path());
    write_lost_note(path(), {.host = "n1", .text = "rank 0 on n1 is silent"});
    EXPECT_EQ(resume().result.launches.front().end, "lost: rank 0 on n1 is silent") << end;
  }
}

TEST_F(ContinuationTest, LeavesThatNoteWhereTheLaunchIsRefused) {
  store(false);
  write_lost_note(path(), {.host = "n1", .text = "rank 0 on n1 is silent"});
  plan().campaign.seed += 1;
  expect_refused("its seed is", "-o");
  EXPECT_TRUE(read_lost_note(path()));
}

TEST_F(ContinuationTest, HasNothingToDoWhereAllIsMeasured) {
  store(true);
  const Continuation found = resume();
  EXPECT_TRUE(found.is_complete);
  EXPECT_EQ(found.result.launches.size(), 1);
}

TEST_F(ContinuationTest, BeginsAnewWhereMoreIsWanted) {
  store(true, {-1, 0});
  const Continuation appended = append();
  EXPECT_FALSE(appended.is_complete);
  EXPECT_EQ(appended.result.launches.back().launch, 2);
  EXPECT_EQ(appended.result.launches.back().continues, -1);

  plan().campaign.launches = 2; // a launch that went on with another is none of its own
  const Continuation resumed = resume();
  EXPECT_FALSE(resumed.is_complete);
  EXPECT_EQ(resumed.result.launches.back().continues, -1);
  EXPECT_EQ(resumed.result.campaign.launches, 2);
  store(true, {-1, 0, -1});
  EXPECT_TRUE(resume().is_complete);
}

TEST_F(ContinuationTest, AppendsNothingToWhatIsNotComplete) {
  store(false);
  try {
    append();
    FAIL() << "it was appended";
  } catch (const UsageError& error) {
    EXPECT_NE(std::string(error.what()).find("with --resume instead of --append"), std::string::npos) << error.what();
  }
}

TEST_F(ContinuationTest, SaysInWhatTheLaunchDiffersFromTheFirst) {
  store(false);
  begun().launches.back().processor = "EPYC";
  begun().launches.back().ranks = 3;
  EXPECT_EQ(
      resume().warnings,
      (std::vector<std::string>{"this launch differs from the first of " + path() + ": ranks: 3, before 2",
                                "this launch differs from the first of " + path() + ": processor: EPYC, before ''"}));
}

TEST_F(ContinuationTest, PassesOnWhatReadingTold) {
  store(false);
  std::ofstream(Journal::beside(path())) << "milk, bread";
  const Continuation found = resume();
  ASSERT_EQ(found.warnings.size(), 1);
  EXPECT_NE(found.warnings.front().find(Journal::beside(path()).string()), std::string::npos);
  EXPECT_TRUE(found.result.notes.empty()) << "they are of the file as it was";
}

TEST_F(ContinuationTest, RefusesAnotherCampaign) {
  store(true);
  plan().campaign.seed = 6;
  expect_refused("its seed is 215, here it is 6", "another file with -o");
  plan().campaign.seed = 215;
  plan().campaign.toml = "[campaign]\nname = \"other\"\n";
  expect_refused("campaign.name is 'test' there and 'other' here", "another file with -o");
}

TEST_F(ContinuationTest, RefusesOtherCasesAndSaysOnHowManyRanksTheyWere) {
  store(true);
  plan().cases.pop_back();
  begun().launches.back().ranks = 1;
  expect_refused("cases, and this launch", "launch it on 2 ranks as before");
  plan().warnings = {"cases by avx512 are skipped"};
  expect_refused("(cases by avx512 are skipped)", "launch it on 2 ranks as before");
}

TEST_F(ContinuationTest, RefusesAFileOfAnOlderVersionAndWhatIsNone) {
  begun().identity.clear(); // before the third version there was none
  store(true);
  expect_refused("of an older version", "another file with -o");
  std::ofstream(path()) << "milk, bread";
  EXPECT_THROW(resume(), UsageError);
}

} // namespace
} // namespace sweep
