#include "core/errors.hpp"

#include <gtest/gtest.h>

#include <cerrno>

namespace sweep {
namespace {

TEST(UsageError, SaysWhereWhatAndWhatToDo) {
  const UsageError error("unknown key 'drawz'", "lecture.toml:12:3", "did you mean 'draws'?");
  EXPECT_STREQ(error.what(), "lecture.toml:12:3: unknown key 'drawz'; did you mean 'draws'?");
  ASSERT_EQ(error.mistakes().size(), 1);
  EXPECT_EQ(error.mistakes()[0].what, "unknown key 'drawz'");
  EXPECT_EQ(error.mistakes()[0].where, "lecture.toml:12:3");
  EXPECT_EQ(error.mistakes()[0].remedy, "did you mean 'draws'?");
}

TEST(UsageError, LeavesOutAPlaceOrARemedyThatIsEmpty) {
  EXPECT_STREQ(UsageError("the grid is empty", "", "").what(), "the grid is empty");
  EXPECT_STREQ(UsageError("the grid is empty", "a.toml:1:1", "").what(), "a.toml:1:1: the grid is empty");
  EXPECT_STREQ(UsageError("the grid is empty", "", "add a value").what(), "the grid is empty; add a value");
}

TEST(UsageError, ListsEveryMistakeOnALineOfItsOwn) {
  const UsageError error({{"unknown key 'a'", "x.toml:1:1", "take it away"},
                          {"draws = -1 is too small", "--set draws=-1", "give at least 1"},
                          {"no model is given", "", ""}});
  EXPECT_STREQ(error.what(), "x.toml:1:1: unknown key 'a'; take it away\n"
                             "--set draws=-1: draws = -1 is too small; give at least 1\n"
                             "no model is given");
  EXPECT_EQ(error.mistakes().size(), 3);
}

TEST(SystemError, SaysOperationObjectAndTheLibrarysWords) {
  EXPECT_STREQ(SystemError("open", "results/x.h5", "no space").what(), "cannot open results/x.h5: no space");
  EXPECT_STREQ(SystemError("MPI_Init", "", "no network").what(), "cannot MPI_Init: no network");
}

TEST(SystemError, TakesTheWordsOfErrno) {
  errno = ENOENT;
  EXPECT_STREQ(system_error_from_errno("open", "x").what(), "cannot open x: No such file or directory");
}

TEST(CurrentExceptionText, IsThatOfWhateverIsInFlight) {
  try {
    throw SystemError("read", "x", "gone");
  } catch (...) {
    EXPECT_EQ(current_exception_text(), "cannot read x: gone");
  }
  try {
    throw 42;
  } catch (...) {
    EXPECT_EQ(current_exception_text(), "an exception that is not a std::exception");
  }
}

TEST(Contract, CostsNothingButTheConditionWhenItHolds) {
  int evaluated = 0;
  SWEEP_EXPECT(++evaluated > 0);
  SWEEP_ENSURE(++evaluated > 0);
  EXPECT_EQ(evaluated, 2);
}

TEST(ContractDeathTest, NamesTheExpressionTheFileAndTheLine) {
  const int answer = 41;
  EXPECT_DEATH(SWEEP_EXPECT(answer == 42), "a bug in sweep: expected: answer == 42 \\(.*errors_test.cpp:[0-9]+\\)");
  EXPECT_DEATH(SWEEP_ENSURE(answer == 42), "a bug in sweep: not ensured: answer == 42 \\(.*errors_test.cpp:[0-9]+\\)");
}

} // namespace
} // namespace sweep
