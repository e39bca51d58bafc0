// io/reactor/poller.hpp on each backend.

#include "io/reactor/poller.hpp"

#include <sys/eventfd.h>
#include <unistd.h>

#include <functional>
#include <vector>

#include <gtest/gtest.h>

#include "core/errors.hpp"
#include "io/sockets/socket.hpp"

namespace sweep {
namespace {

using Direction = Reactor::Direction;

constexpr Instant past = 1;

/// A descriptor that can be read once it is rung, and always be written.
class Bell {
 public:
  Bell() : descriptor_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}
  ~Bell() { close(descriptor_); }
  Bell(const Bell&) = delete;
  Bell& operator=(const Bell&) = delete;

  int descriptor() const { return descriptor_; }
  void ring() const { eventfd_write(descriptor_, 1); }
  void silence() const {
    eventfd_t rings = 0;
    eventfd_read(descriptor_, &rings);
  }

 private:
  int descriptor_;
};

/// Counts what it is told; then does what the test says.
class Told final : public Reactor::Waiter {
 public:
  int times_ready = 0;
  int times_late = 0;
  std::function<void()> then = [] {};

  void ready() noexcept override {
    ++times_ready;
    then();
  }
  void timed_out() noexcept override {
    ++times_late;
    then();
  }
  int times() const { return times_ready + times_late; }
};

std::string backend_name(const testing::TestParamInfo<std::string>& each) {
  return each.param;
}

class PollerTest : public testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    try {
      poller_ = GetParam() == "epoll" ? make_epoll_poller() : make_io_uring_poller();
    } catch (const SystemError& error) {
      GTEST_SKIP() << error.what();
    }
  }

  Poller& poller() { return *poller_; }

  /// Until nobody waits; ctest's time-out ends a poller that tells nobody.
  void poll_all() {
    while (poller_->waiting() > 0) {
      poller_->poll(never);
    }
  }

  /// Often enough that whoever could be told has been.
  void poll_some() {
    for (int i = 0; i < 10; ++i) {
      poller_->poll(0);
    }
  }

 private:
  std::unique_ptr<Poller> poller_;
};
INSTANTIATE_TEST_SUITE_P(, PollerTest, testing::Values(std::string("epoll"), std::string("io_uring")), backend_name);

TEST_P(PollerTest, TellsOnceThatADescriptorIsReady) {
  const Bell bell;
  Told told;
  const auto watch = poller().watch(bell.descriptor());
  watch->wait(Direction::read, never, told);
  EXPECT_EQ(poller().waiting(), 1);
  poll_some();
  EXPECT_EQ(told.times(), 0) << "before it was rung";
  bell.ring();
  poll_all();
  poll_some();
  EXPECT_EQ(told.times_ready, 1);
  EXPECT_EQ(told.times_late, 0);
}

TEST_P(PollerTest, TellsNobodyBeforeWaitHasReturned) {
  const Bell bell;
  bell.ring();
  Told told;
  const auto watch = poller().watch(bell.descriptor());
  watch->wait(Direction::read, past, told);
  EXPECT_EQ(told.times(), 0);
  poll_all();
  EXPECT_EQ(told.times(), 1);
}

TEST_P(PollerTest, WaitsForTheDirectionAskedFor) {
  const Bell bell;
  Told told;
  const auto watch = poller().watch(bell.descriptor());
  watch->wait(Direction::write, never, told);
  poll_all();
  EXPECT_EQ(told.times_ready, 1);
  watch->wait(Direction::read, never, told);
  poll_some();
  EXPECT_EQ(told.times_ready, 1) << "it can be written and not read";
  bell.ring();
  poll_all();
  EXPECT_EQ(told.times_ready, 2);
}

TEST_P(PollerTest, TellsOnceThatTheDeadlineHasPassed) {
  const Bell bell;
  Told told;
  const auto watch = poller().watch(bell.descriptor());
  constexpr Instant moment = 2'000'000;
  for (const Instant deadline : {past, now() + moment}) {
    watch->wait(Direction::read, deadline, told);
    poll_all();
    EXPECT_GE(now(), deadline);
  }
  EXPECT_EQ(told.times_late, 2);
  bell.ring();
  poll_some();
  EXPECT_EQ(told.times(), 2) << "it is not told of what happens after its deadline";
}

TEST_P(PollerTest, SleepsNoLongerThanItIsTold) {
  const Bell bell;
  Told told;
  const auto watch = poller().watch(bell.descriptor());
  watch->wait(Direction::read, never, told);
  for (const Instant until : {Instant{0}, now(), now() + 1'000'000}) {
    poller().poll(until); // that it returns is the test
  }
  EXPECT_EQ(told.times(), 0);
  EXPECT_EQ(poller().waiting(), 1);
}

TEST_P(PollerTest, WaitsAgainAfterADeadline) {
  const Bell bell;
  Told told;
  const auto watch = poller().watch(bell.descriptor());
  watch->wait(Direction::read, past, told);
  poll_all();
  watch->wait(Direction::read, never, told);
  poll_some();
  EXPECT_EQ(told.times(), 1);
  bell.ring();
  poll_all();
  EXPECT_EQ(told.times_ready, 1);
}

TEST_P(PollerTest, LetsAWaiterWaitAgainFromWithin) {
  const Bell bell;
  bell.ring();
  Told told;
  const auto watch = poller().watch(bell.descriptor());
  told.then = [&] {
    if (told.times() < 5) {
      watch->wait(Direction::read, told.times() % 2 == 0 ? never : past, told);
    }
  };
  watch->wait(Direction::read, never, told);
  poll_all();
  EXPECT_EQ(told.times(), 5);
}

TEST_P(PollerTest, ForgetsAWaitWhoseWatchIsDestroyed) {
  const Bell bell;
  Told told;
  for (const Instant deadline : {past, never}) {
    auto watch = poller().watch(bell.descriptor());
    watch->wait(Direction::read, deadline, told);
    watch.reset();
    EXPECT_EQ(poller().waiting(), 0);
  }
  bell.ring();
  poll_some();
  EXPECT_EQ(told.times(), 0);
}

TEST_P(PollerTest, LetsAWatchBeDestroyedByItsWaiterAndByAnother) {
  const Bell one;
  const Bell other;
  Told told;
  std::vector<std::unique_ptr<Reactor::Watch>> watches;
  for (const Bell* bell : {&one, &other}) {
    watches.push_back(poller().watch(bell->descriptor()));
    watches.back()->wait(Direction::read, never, told);
    bell->ring();
  }
  told.then = [&] { watches.clear(); }; // whoever is first ends both
  poll_all();
  poll_some();
  EXPECT_EQ(told.times(), 1);
}

TEST_P(PollerTest, WatchesADescriptorThatHasTheNumberOfOneThatIsClosed) {
  Told told;
  for (int i = 0; i < 5; ++i) {
    const Bell bell;
    const auto watch = poller().watch(bell.descriptor());
    watch->wait(Direction::read, never, told);
    if (i % 2 == 0) {
      bell.ring();
      poll_all();
    }
  }
  poll_some();
  EXPECT_EQ(told.times_ready, 3);
}

TEST_P(PollerTest, TellsEachOfManyWhetherItIsReadyOrLate) {
  constexpr std::size_t count = 500;
  ASSERT_GT(raise_descriptor_limit(), count + 50);
  const std::vector<Bell> bells(count);
  std::vector<Told> told(count);
  std::vector<std::unique_ptr<Reactor::Watch>> watches;
  for (std::size_t i = 0; i < count; ++i) {
    watches.push_back(poller().watch(bells[i].descriptor()));
    watches.back()->wait(Direction::read, i % 3 == 0 ? now() + 1'000'000 : never, told[i]);
  }
  EXPECT_EQ(poller().waiting(), count);
  for (std::size_t i = count; i-- > 0;) {
    if (i % 3 != 0) {
      bells[i].ring();
    }
  }
  poll_all();
  for (std::size_t i = 0; i < count; ++i) {
    EXPECT_EQ(told[i].times_late, i % 3 == 0 ? 1 : 0) << i;
    EXPECT_EQ(told[i].times_ready, i % 3 == 0 ? 0 : 1) << i;
  }
}

TEST_P(PollerTest, EitherRefusesADescriptorThatIsNoneOrTellsItsWaiterAtOnce) {
  Told told;
  bool refused = false;
  try {
    const auto watch = poller().watch(-1);
    watch->wait(Direction::read, never, told);
    poll_all();
  } catch (const SystemError& error) {
    refused = true;
    EXPECT_EQ(std::string(error.what()).find("cannot watch descriptor -1: "), 0) << error.what();
  }
  EXPECT_NE(refused, told.times() == 1);
}

} // namespace
} // namespace sweep
