#include "profile/account.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <vector>

namespace sweep {
namespace {

constexpr Seconds apart = 0.125; // between two looks; exact in binary
constexpr int looks = 40;
constexpr Seconds wall = looks * apart;

struct Made {
  std::vector<ThreadLook> threads;
  Seconds ended = 0;
};

/// The profile of a program of which look number i (from 1) is `make(i)`.
Profile profile_of(const std::function<Made(int)>& make) {
  Account account(0);
  Seconds processor = 0;
  for (int i = 1; i <= looks; ++i) {
    Made made = make(i);
    Look look{.when = static_cast<Instant>(1e9 * apart) * i, .ended = made.ended, .processes = 1};
    for (const ThreadLook& thread : made.threads) {
      look.processor += thread.ran;
    }
    look.threads_alive = std::ssize(made.threads);
    look.threads = std::move(made.threads);
    processor = look.processor + look.ended;
    account.add(std::move(look), 0);
  }
  EndedUse used;
  used.user = processor;
  return account.total(wall, used);
}

ThreadLook thread(pid_t number, bool runs, Wait wait, Seconds ran, Seconds ready = 0) {
  return {.process = 10, .thread = number, .runs = runs, .wait = wait, .ran = ran, .ready = ready};
}

Seconds waiting(const Profile& profile, Wait wait) {
  return profile.waiting[static_cast<std::size_t>(wait)];
}

void expect_whole(const Profile& profile) {
  EXPECT_NEAR(profile.running + profile.ready + profile.all_waiting(), wall, 1e-9);
}

TEST(Account, OfOneThreadIsExactWhateverItsLooksFind) {
  // It runs for a fifth of the time, and every look finds it asleep.
  const Profile profile =
      profile_of([](int i) { return Made{.threads = {thread(10, false, Wait::sleep, 0.2 * apart * i)}}; });
  EXPECT_NEAR(profile.running, 0.2 * wall, 1e-9);
  EXPECT_NEAR(waiting(profile, Wait::sleep), 0.8 * wall, 1e-9);
  expect_whole(profile);
}

TEST(Account, TellsReadyFromWaiting) {
  const Profile profile = profile_of([](int i) {
    return Made{.threads = {thread(10, i % 2 == 0, Wait::device, 0.25 * apart * i, 0.25 * apart * i)}};
  });
  EXPECT_NEAR(profile.running, 0.25 * wall, 1e-9);
  EXPECT_NEAR(profile.ready, 0.25 * wall, 1e-9);
  EXPECT_NEAR(waiting(profile, Wait::device), 0.5 * wall, 1e-9);
  EXPECT_NEAR(profile.threads_ready, 0.25 * wall, 1e-9);
  expect_whole(profile);
}

TEST(Account, KnowsThatTheKernelAddsTheTimeOfBeingReadyWhenItIsOver) {
  // Of eight times between looks it runs for a quarter each, is ready for five in all, and waits for one.
  const Profile profile = profile_of([](int i) {
    const int rounds = i / 8;
    return Made{.threads = {thread(10, i % 8 != 0, Wait::pipe, 0.25 * apart * i, 5 * apart * rounds)}};
  });
  EXPECT_NEAR(profile.running, wall / 4, 1e-9);
  EXPECT_NEAR(profile.ready, wall * 5 / 8, 1e-9);
  EXPECT_NEAR(waiting(profile, Wait::pipe), wall / 8, 1e-9);
}

TEST(Account, TakesWhatAQuotaHoldsUpForReadyAlthoughTheKernelDoesNot) {
  const Profile profile = profile_of([](int i) { return Made{.threads = {thread(10, true, {}, 0.25 * apart * i)}}; });
  EXPECT_NEAR(profile.running, 0.25 * wall, 1e-9);
  EXPECT_NEAR(profile.ready, 0.75 * wall, 1e-9);
}

TEST(Account, CountsThreadsThatRunTogetherOnce) {
  const Profile profile = profile_of([](int i) {
    return Made{.threads = {thread(10, true, {}, apart * i), thread(11, true, {}, apart * i)}};
  });
  EXPECT_NEAR(profile.running, wall, 1e-9);
  EXPECT_NEAR(profile.processors(), 2, 1e-9);
  EXPECT_EQ(profile.in_turns, 0);
  EXPECT_EQ(profile.most_threads, 2);
  expect_whole(profile);
}

TEST(Account, GoesByLooksWhereThreadsMayHaveRunTogetherOrNot) {
  // Two threads of half the time each: together, as half of the looks say.
  const Profile profile = profile_of([](int i) {
    const bool runs = i % 2 == 0;
    return Made{
        .threads = {thread(10, runs, Wait::socket, 0.5 * apart * i), thread(11, runs, Wait::sleep, 0.5 * apart * i)}};
  });
  EXPECT_NEAR(profile.running, 0.5 * wall, 1e-9);
  EXPECT_NEAR(waiting(profile, Wait::socket), 0.5 * wall, 1e-9) << "which tells more than a sleep";
  EXPECT_NEAR(profile.waits_at_once, 1, 1e-9);
}

TEST(Account, CountsShortProcessesByWhatTheirParentWaitedFor) {
  // A parent that waits for children, of which no look sees one twice.
  const Profile profile = profile_of([](int i) {
    return Made{.threads = {thread(10, false, Wait::child, 0), thread(100 + i, true, {}, 0)}, .ended = apart * i};
  });
  EXPECT_NEAR(profile.running, wall, 1e-9);
  expect_whole(profile);
}

/// Eight threads of which one at a time runs; the others wait for `wait`.
Made turns(int i, Wait wait, Seconds ready) {
  Made made;
  for (int each = 0; each < 8; ++each) {
    made.threads.push_back(thread(10 + each, each == i % 8, wait, apart * i / 8, ready * i));
  }
  return made;
}

TEST(Account, SeesThreadsThatTakeTurns) {
  const Profile profile = profile_of([](int i) { return turns(i, Wait::lock, 0); });
  EXPECT_NEAR(profile.in_turns, wall, 1e-9);
  EXPECT_EQ(profile.threads_in_turns, 8);
  EXPECT_NEAR(profile.running, wall, 1e-9);
}

TEST(Account, TakesNoThreadsForOnesThatTakeTurnsThatHaveTooFewProcessors) {
  // Eight on one processor: each is ready whenever it does not run.
  const Profile profile = profile_of([](int i) { return turns(i, Wait::lock, apart * 7 / 8); });
  EXPECT_EQ(profile.in_turns, 0);
}

TEST(Account, TakesNoThreadsForOnesThatTakeTurnsThatWaitForSomethingElse) {
  EXPECT_EQ(profile_of([](int i) { return turns(i, Wait::socket, 0); }).in_turns, 0);
}

TEST(Account, SeesThreadsThatTakeTurnsAndSleepNowAndThen) {
  const auto sleepy = [](Wait of_the_others) {
    return profile_of([of_the_others](int i) {
      Made made = turns(i, Wait::sleep, 0);
      for (const int after : {1, 2}) { // the one that runs
        made.threads[static_cast<std::size_t>((i + after) % 8)].wait = of_the_others;
      }
      return made;
    });
  };
  EXPECT_NEAR(sleepy(Wait::lock).in_turns, wall, 1e-9);
  EXPECT_EQ(sleepy(Wait::socket).in_turns, 0) << "nobody waits for a lock";
}

TEST(Account, TakesNoThreadsForOnesThatTakeTurnsThatNoLookFindsBehindALock) {
  const Profile profile = profile_of([](int i) {
    Made made = turns(i, Wait::socket, 0);
    for (ThreadLook& each : made.threads) {
      each = thread(each.thread, false, Wait::socket, each.ran);
    }
    return made;
  });
  EXPECT_EQ(profile.in_turns, 0);
}

TEST(Account, TakesTheThreadsWhoseTimesAreReadForAll) {
  const Profile profile = profile_of([](int i) {
    Made made = turns(i, Wait::lock, 0.5 * apart);
    for (ThreadLook& each : made.threads) {
      each.timed = each.thread % 2 == 0;
    }
    return made;
  });
  EXPECT_NEAR(profile.threads_ready, 8 * 0.5 * wall, 1e-9);
}

TEST(Account, SeesTurnsByTheThreadsWhoseTimesAreRead) {
  const Profile profile = profile_of([](int i) {
    Made made = turns(i, Wait::lock, 0);
    for (ThreadLook& each : made.threads) {
      each.timed = each.thread % 2 == 0;
    }
    return made;
  });
  EXPECT_NEAR(profile.in_turns, wall, 1e-9);
  EXPECT_EQ(profile.threads_in_turns, 8);
}

TEST(Account, WithoutALookSaysWhatTheKernelSays) {
  EndedUse used;
  used.user = 0.5;
  const Profile profile = Account(0).total(2, used);
  EXPECT_EQ(profile.running, 0.5);
  EXPECT_EQ(waiting(profile, Wait::untold), 1.5);
}

} // namespace
} // namespace sweep
