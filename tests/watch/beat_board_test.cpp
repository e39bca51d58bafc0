#include "watch/beat_board.hpp"

#include <vector>

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include <gtest/gtest.h>

namespace sweep {
namespace {

class BeatBoardTest : public testing::Test {
 protected:
  alignas(64) std::array<std::byte, 1024> memory_{};
  BeatBoard& board_ = BeatBoard::at(memory_.data());
};

TEST_F(BeatBoardTest, ShowsEachRanksBeatsAndProcess) {
  ASSERT_LE(BeatBoard::bytes(3), memory_.size());
  board_.enter(2, this_process());
  board_.beat(1);
  board_.beat(1);
  EXPECT_EQ(board_.beats(0), 0U);
  EXPECT_EQ(board_.beats(1), 2U);
  EXPECT_EQ(board_.process(2).id, getpid());
}

TEST_F(BeatBoardTest, KeepsTheFirstLossThatIsPosted) {
  EXPECT_FALSE(board_.loss());
  board_.post({.rank = 0, .silent = 20});
  EXPECT_EQ(board_.loss(), (Loss{.rank = 0, .silent = 20}));
  BeatBoard& other = BeatBoard::at(memory_.data());
  other.post({.node = 3, .silent = 24});
  EXPECT_EQ(board_.loss()->rank, 0);
  EXPECT_EQ(board_.loss()->node, Loss::none);
}

/// A child that does nothing but wait.
class RecordedProcessTest : public testing::Test {
 protected:
  RecordedProcessTest() : child_(fork()) {
    if (child_ == 0) {
      pause();
      _exit(0);
    }
  }
  ~RecordedProcessTest() override {
    kill(child_, SIGKILL);
    waitpid(child_, nullptr, 0);
  }

  /// As it was noted: when it started is at most some ticks from when this process did.
  RecordedProcess noted() const {
    RecordedProcess process{.id = child_};
    for (std::int64_t ticks = this_process().started; !is_there(process); ++ticks) {
      process.started = ticks;
    }
    return process;
  }

  pid_t child_;
};

TEST_F(RecordedProcessTest, IsEndedAlsoWhereItIsStopped) {
  kill(child_, SIGSTOP);
  end(noted());
  int status = 0;
  waitpid(child_, &status, 0);
  EXPECT_TRUE(WIFSIGNALED(status));
  EXPECT_EQ(WTERMSIG(status), SIGKILL);
}

TEST_F(RecordedProcessTest, OfThatIdButAnotherStartIsLeftAlone) {
  RecordedProcess another = noted();
  another.started -= 1;
  EXPECT_FALSE(is_there(another));
  end(another);
  kill(child_, SIGSTOP); // which one that was killed does not heed any more
  int status = 0;
  waitpid(child_, &status, WUNTRACED);
  EXPECT_TRUE(WIFSTOPPED(status));
}

} // namespace
} // namespace sweep
