#include "core/claims.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <optional>

#include "../io/temporary_folder.hpp"

namespace sweep {
namespace {

class ClaimsTest : public testing::Test {
 protected:
  static std::vector<int> numbers(const std::vector<Core>& cores) {
    std::vector<int> numbers;
    for (const Core& core : cores) {
      numbers.push_back(core.number);
    }
    return numbers;
  }

  test::TemporaryFolder folder_;
  std::filesystem::path file_ = folder_.path() / "claims";
  std::vector<Core> cores_ = cores_from_text("0-1;2-3|4-5;6-7");
};

TEST_F(ClaimsTest, AreTheCoresAskedForWhereNobodyElseIs) {
  Claims claims(file_);
  EXPECT_EQ(numbers(claims.take(cores_, 2)), (std::vector{0, 2}));
  EXPECT_FALSE(claims.met_others());
}

TEST_F(ClaimsTest, PassOverWhatAnotherHas) {
  Claims first(file_);
  first.take(cores_, 2);
  Claims second(file_);
  EXPECT_EQ(numbers(second.take(cores_, 1)), std::vector{4});
  EXPECT_TRUE(second.met_others());
  EXPECT_FALSE(first.met_others());
  Claims third(file_);
  EXPECT_EQ(numbers(third.take(cores_, 4)), std::vector{6});
}

TEST_F(ClaimsTest, OfACoreAreTheSameByWhicheverOfItsHardwareThreads) {
  Claims first(file_);
  first.take({{.number = 2, .hardware_threads = {2}}}, 1);
  Claims second(file_);
  EXPECT_TRUE(second.take({{.number = 2, .hardware_threads = {3}}}, 1).empty());
}

TEST_F(ClaimsTest, EndWithTheObject) {
  std::optional<Claims> first(file_);
  first->take(cores_, 4);
  first.reset();
  Claims second(file_);
  EXPECT_EQ(second.take(cores_, 4).size(), 4);
  EXPECT_FALSE(second.met_others());
}

TEST_F(ClaimsTest, EndWithTheProcessHoweverItEnds) {
  int ready[2];
  ASSERT_EQ(pipe(ready), 0);
  const pid_t child = fork();
  if (child == 0) {
    Claims claims(file_);
    claims.take(cores_, 4);
    [[maybe_unused]] const ssize_t told = write(ready[1], "x", 1);
    pause();
  }
  char letter = 0;
  ASSERT_EQ(read(ready[0], &letter, 1), 1);
  EXPECT_TRUE(Claims(file_).take(cores_, 4).empty());
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
  EXPECT_EQ(Claims(file_).take(cores_, 4).size(), 4);
}

TEST_F(ClaimsTest, AreNoneAndMeetNobodyWhereTheFileCannotBeUsed) {
  Claims claims(folder_.path() / "missing" / "claims");
  EXPECT_TRUE(claims.take(cores_, 4).empty());
  EXPECT_FALSE(claims.met_others());
}

TEST_F(ClaimsTest, AreOpenToAllUsersWhateverTheUmask) {
  const mode_t before = umask(077);
  const Claims claims(file_);
  umask(before);
  EXPECT_EQ(std::filesystem::status(file_).permissions(), std::filesystem::perms{0666});
}

} // namespace
} // namespace sweep
