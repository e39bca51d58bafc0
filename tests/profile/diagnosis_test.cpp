#include "profile/diagnosis.hpp"

#include <gtest/gtest.h>

namespace sweep {
namespace {

Profile profile(Seconds running, Seconds ready, Wait wait, Seconds waiting) {
  Profile made;
  made.wall = running + ready + waiting;
  made.used.user = running;
  made.running = running;
  made.ready = ready;
  made.waiting[static_cast<std::size_t>(wait)] = waiting;
  made.most_threads = 1;
  made.most_processes = 1;
  made.looks = 100;
  return made;
}

TEST(Diagnose, GoesByWhatTakesThreeQuartersOfTheTime) {
  EXPECT_EQ(diagnose(profile(7.6, 0, Wait::device, 2.4), 2).bound, Bound::processor);
  EXPECT_EQ(diagnose(profile(7.4, 0, Wait::device, 2.6), 2).bound, Bound::mixed);
  EXPECT_EQ(diagnose(profile(2.6, 0, Wait::device, 7.4), 2).bound, Bound::mixed);
  EXPECT_EQ(diagnose(profile(2.4, 0, Wait::device, 7.6), 2).bound, Bound::waiting);
}

TEST(Diagnose, IsTheSameOnABusyMachine) {
  for (const Seconds ready : {0.0, 1.0, 100.0}) {
    EXPECT_EQ(diagnose(profile(1, ready, Wait::sleep, 0.1), 2).bound, Bound::processor) << ready;
    EXPECT_EQ(diagnose(profile(0.1, ready, Wait::sleep, 1), 2).bound, Bound::waiting) << ready;
    EXPECT_EQ(diagnose(profile(1, ready, Wait::sleep, 1), 2).bound, Bound::mixed) << ready;
  }
}

TEST(Diagnose, JudgesWithoutTheTimeInWhichItWasStopped) {
  Profile made = profile(1, 0, Wait::sleep, 0.1);
  made.waiting[static_cast<std::size_t>(Wait::stopped)] = 100;
  EXPECT_EQ(diagnose(made, 2).bound, Bound::processor);
}

TEST(Diagnose, SaysWhatIsNextForOneThatComputes) {
  Profile made = profile(10, 0, Wait::sleep, 0);
  EXPECT_EQ(diagnose(made, 2).advice, Advice::vectorise);
  made.used.user = 19;
  EXPECT_EQ(diagnose(made, 2).advice, Advice::more_cores);
  EXPECT_EQ(diagnose(made, 64).advice, Advice::more_processes);
  made.used.user = 6; // the other half of its threads' time they were ready
  made.threads_ready = 13;
  EXPECT_EQ(diagnose(made, 2).advice, Advice::more_cores);
}

TEST(Diagnose, TellsThreadsThatTakeTurns) {
  Profile made = profile(10, 0, Wait::sleep, 0);
  made.in_turns = 9;
  EXPECT_TRUE(diagnose(made, 2).in_turns);
  EXPECT_EQ(diagnose(made, 2).advice, Advice::leave_the_lock);
  made.in_turns = 4;
  EXPECT_FALSE(diagnose(made, 2).in_turns);
  EXPECT_EQ(diagnose(made, 2).advice, Advice::vectorise);
}

TEST(Diagnose, SaysWhatIsNextForOneThatWaits) {
  EXPECT_EQ(diagnose(profile(1, 0, Wait::device, 9), 2).advice, Advice::larger_transfers);
  EXPECT_EQ(diagnose(profile(1, 0, Wait::lock, 9), 2).advice, Advice::look_at_locks);
  Profile made = profile(1, 0, Wait::socket, 9);
  EXPECT_EQ(diagnose(made, 2).advice, Advice::overlap);
  EXPECT_EQ(diagnose(made, 2).longest, Wait::socket);
  made.waits_at_once = 200;
  EXPECT_EQ(diagnose(made, 2).advice, Advice::event_loop);
  EXPECT_EQ(diagnose(profile(5, 0, Wait::socket, 5), 2).advice, Advice::overlap_and_processes);
}

TEST(Diagnose, DecidesNothingWithoutLooks) {
  Profile made = profile(0.001, 0, Wait::untold, 0.01);
  made.looks = 0;
  EXPECT_EQ(diagnose(made, 2).bound, Bound::undecided);
  EXPECT_EQ(diagnose(made, 2).advice, Advice::run_longer);
  made.looks = 5;
  EXPECT_EQ(diagnose(made, 2).bound, Bound::waiting);
  EXPECT_FALSE(diagnose(made, 2).certain);
}

} // namespace
} // namespace sweep
