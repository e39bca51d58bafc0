#include "campaign/resumption.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

#include "scripted_workload.hpp"

namespace sweep {
namespace {

using Texts = std::vector<std::string>;

LaunchRecord launch_that(std::int64_t number, std::int64_t continues) {
  return {.launch = number, .continues = continues};
}

TEST(PartsWarning, NamesTheLaunchesWhereThereAreSeveral) {
  EXPECT_EQ(parts_warning({}), Texts{});
  EXPECT_EQ(parts_warning({3}), Texts{});
  EXPECT_EQ(parts_warning({6, 1, 4}),
            Texts{"parts: launches 1, 4, 6 measured it in parts; between launches times differ more than within one"});
}

/// A plan of three cases on two ranks, the base first, and a result of it.
class ReadyCases : public testing::Test {
 protected:
  static constexpr std::size_t case_count = 3;

  ReadyCases()
      : launch_(simulated_launch(2, 1)), workload_(test::scripted({.tasks = test::task_count})),
        plan_(expand(test::campaign_of(workload_, {{"model", {"threads"}}, {"ranks", {"1..launched"}}}), launch_)) {}

  /// Begins the next launch, as conduct() does.
  std::vector<Course> begin(std::int64_t continues = -1) {
    result_.launches.push_back(launch_that(std::ssize(result_.launches), continues));
    std::vector<Course> courses = courses_of(plan_, launch_);
    ready_cases(plan_, launch_, left_, result_, courses);
    return courses;
  }

  /// The present launch repeats the case on two ranks, which take that long.
  void repeat(std::int64_t index, std::int64_t number, Seconds on_first, Seconds on_other) {
    for (const std::int64_t rank : {0, 1}) {
      result_.samples.push_back({.case_index = index,
                                 .launch = result_.launches.back().launch,
                                 .repetition = number,
                                 .rank = rank,
                                 .wall_s = rank == 0 ? on_first : on_other});
    }
    ++result_.launches.back().repetitions;
  }

  void finish(std::size_t index) {
    result_.cases[index].status = CaseStatus::finished;
    result_.cases[index].checksum = digest;
  }

  /// The present launch is killed while the case runs.
  void kill(std::int64_t under_way) { result_.launches.back().under_way = under_way; }

  /// Three launches, at the end of each of which `end` is called with its number, and one that goes on with them.
  void go_on_thrice(const std::function<void(std::int64_t)>& end) {
    for (std::int64_t launch = 0; launch < 3; ++launch) {
      begin(launch - 1);
      end(launch);
    }
    begin(2);
  }

  bool none_failed() const {
    return std::ranges::all_of(result_.cases, [](const CaseRecord& each) {
      return each.status == CaseStatus::unfinished && each.error.empty();
    });
  }

  CaseStatus status(std::size_t index) const { return result_.cases[index].status; }
  Result& result() { return result_; }

  static constexpr std::uint64_t digest = 5;
  Seconds left_ = never_ending;

 private:
  Launch launch_;
  WorkloadDescriptor workload_;
  Plan plan_;
  Result result_;
};

TEST_F(ReadyCases, OfANewResultAreThoseOfThePlan) {
  const std::vector<Course> courses = begin();
  ASSERT_EQ(result().cases.size(), case_count);
  for (std::size_t index = 0; index < case_count; ++index) {
    EXPECT_EQ(result().cases[index].index, static_cast<std::int64_t>(index));
    EXPECT_EQ(status(index), CaseStatus::unfinished);
    EXPECT_FALSE(courses[index].over);
    EXPECT_EQ(courses[index].next_repetition, 0);
  }
  EXPECT_EQ(result().cases[2].model, "threads");
}

TEST_F(ReadyCases, OfALaunchThatGoesOnKeepTheRepetitionsOfThoseThatAreNotOver) {
  begin();
  finish(0);
  repeat(0, 0, 1, 1);
  repeat(1, 0, 2, 3);
  repeat(1, 1, 5, 4);
  result().cases[1].checksum = digest;
  result().phases = {{.case_index = 0}, {.case_index = 1}};
  const std::vector<Course> courses = begin(0);
  EXPECT_TRUE(courses[0].over);
  EXPECT_EQ(courses[1].stopping.times(), (std::vector<Seconds>{3, 5})) << "the slowest rank's";
  EXPECT_EQ(courses[1].next_repetition, 2);
  EXPECT_EQ(courses[1].parts, (std::set<std::int64_t>{0}));
  EXPECT_EQ(courses[1].phases.size(), 1);
  EXPECT_EQ(courses[1].disturbances.size(), 2);
  EXPECT_TRUE(is_checked(result().cases[1]));
  EXPECT_TRUE(courses[2].stopping.times().empty());
  EXPECT_EQ(courses[2].next_repetition, 0);
  EXPECT_EQ(result().samples.size(), 6);
}

TEST_F(ReadyCases, OfALaunchThatBeginsAnewAreMeasuredOnceMoreAndTheirRepetitionsNumberedOn) {
  begin();
  finish(0);
  repeat(0, 0, 1, 1);
  repeat(0, 1, 1, 1);
  finish(1);
  result().cases[1].status = CaseStatus::failed;
  result().cases[1].error = "why";
  const std::vector<Course> courses = begin();
  for (std::size_t index = 0; index < case_count; ++index) {
    EXPECT_EQ(status(index), CaseStatus::unfinished);
    EXPECT_FALSE(courses[index].over);
    EXPECT_TRUE(courses[index].stopping.times().empty());
    EXPECT_TRUE(courses[index].parts.empty());
  }
  EXPECT_EQ(courses[0].next_repetition, 2);
  EXPECT_EQ(result().cases[0].checksum, digest) << "the answer must be the same again";
  EXPECT_FALSE(is_checked(result().cases[1])) << "what a case found that failed binds nobody";
  EXPECT_TRUE(result().cases[1].error.empty());
}

TEST_F(ReadyCases, OfALaunchThatGoesOnWithALaterOneHaveTheRepetitionsOfThatOneOnly) {
  begin();
  repeat(2, 0, 1, 1);
  begin();
  repeat(2, 1, 2, 2);
  const std::vector<Course> courses = begin(1);
  EXPECT_EQ(courses[2].stopping.times(), (std::vector<Seconds>{2}));
  EXPECT_EQ(courses[2].parts, (std::set<std::int64_t>{1}));
  EXPECT_EQ(courses[2].next_repetition, 2);
}

TEST_F(ReadyCases, ThatWereUnderWayAtThreeUncleanEndsInARowHaveFailed) {
  begin();
  repeat(0, 0, 1, 1);
  kill(1);
  begin(0);
  kill(1);
  begin(1);
  EXPECT_EQ(status(1), CaseStatus::unfinished) << "it was there twice only";
  kill(1);
  const std::vector<Course> courses = begin(2);
  EXPECT_EQ(status(1), CaseStatus::failed);
  EXPECT_EQ(result().cases[1].error.find("three launches in a row were killed while it ran"), 0);
  EXPECT_TRUE(courses[1].over);
  EXPECT_EQ(status(0), CaseStatus::unfinished);
  EXPECT_EQ(status(2), CaseStatus::unfinished);
}

TEST_F(ReadyCases, HaveNotFailedWhereARepetitionWasFinishedInBetween) {
  go_on_thrice([this](std::int64_t launch) {
    if (launch == 1) {
      repeat(2, 0, 1, 1);
    }
    kill(1);
  });
  EXPECT_TRUE(none_failed());
}

TEST_F(ReadyCases, HaveNotFailedWhereALaunchEndedOtherwise) {
  go_on_thrice([this](std::int64_t launch) {
    kill(1);
    result().launches.back().end = launch == 1 ? "time limit" : "";
  });
  EXPECT_TRUE(none_failed());
}

TEST_F(ReadyCases, HaveNotFailedWhereAnotherRanInBetween) {
  go_on_thrice([this](std::int64_t launch) { kill(launch == 1 ? 2 : 1); });
  EXPECT_TRUE(none_failed());
}

TEST_F(ReadyCases, HaveNotFailedWhereNoneRan) {
  go_on_thrice([this](std::int64_t) { kill(-1); });
  EXPECT_TRUE(none_failed());
}

TEST_F(ReadyCases, ThatHadAWholeLaunchAndDidNotEndHaveFailedUnlessThereIsMoreTime) {
  const auto ends_in_time = [this](std::int64_t, Seconds left, std::int64_t repetitions) {
    kill(1);
    LaunchRecord& last = result().launches.back();
    last.began = "2026-11-29T10:00:00Z";
    last.ended = "2026-11-29T10:01:00Z";
    last.end = "end of the job";
    last.repetitions = repetitions;
    left_ = left;
    begin(last.launch);
  };
  begin();
  ends_in_time(0, 60, 0);
  EXPECT_TRUE(none_failed()) << "others came before it";
  ends_in_time(1, 60, 1);
  EXPECT_TRUE(none_failed()) << "something was finished";
  ends_in_time(2, 100, 0);
  EXPECT_TRUE(none_failed()) << "this launch has more time";
  ends_in_time(3, 60, 0);
  EXPECT_EQ(status(1), CaseStatus::failed);
  EXPECT_EQ(result().cases[1].error.find("no time for it: it had all of the 60 s of a launch"), 0);
  reopen_cases_that_lack_time(result());
  EXPECT_TRUE(none_failed());
}

TEST_F(ReadyCases, WhoseOracleEndsLaunchesFailOnceTheirBaseHas) {
  begin();
  for (std::int64_t launch = 0; launch < 3; ++launch) {
    kill(0);
    begin(launch);
  }
  EXPECT_EQ(status(0), CaseStatus::failed);
  EXPECT_EQ(status(1), CaseStatus::unfinished) << "it may have been the base's own check";
  result().cases[2].checksum = digest; // checked, and so it needs no oracle
  kill(0);
  begin(3);
  EXPECT_EQ(status(1), CaseStatus::failed);
  EXPECT_NE(result().cases[1].error.find("while its serial oracle ran"), std::string::npos);
  EXPECT_EQ(result().cases[0].error.find("three launches in a row were killed while it ran"), 0);
  EXPECT_EQ(status(2), CaseStatus::unfinished);
}

TEST_F(ReadyCases, HaveTheWarningsOfOtherLaunchesAndNoneOfTheirOwn) {
  begin();
  result().cases[0].warnings = {"old: of launch 0"};
  begin(0);
  EXPECT_EQ(result().cases[0].warnings, Texts{});
  add_warnings(result().launches, result().cases[0], {"short: of launch 0", "short: of launch 0"});
  EXPECT_EQ(result().cases[0].warnings, Texts{"short: of launch 0"});

  begin();
  add_warnings(result().launches, result().cases[0], {"short: of launch 0", "new: of launch 2"});
  EXPECT_EQ(result().cases[0].warnings, (Texts{"short: of launch 0", "launch 2: new: of launch 2"}))
      << "what is known is not said twice";
  begin(2);
  EXPECT_EQ(result().cases[0].warnings, Texts{"short: of launch 0"});
}

} // namespace
} // namespace sweep
