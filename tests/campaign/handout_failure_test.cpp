// campaign/handout.hpp when a rank fails: it ends everywhere, and the next repetition is as if nothing had been.

#include "campaign/handout.hpp"

#include <gtest/gtest.h>

#include "../comm/world.hpp"
#include "campaign/schedule.hpp"
#include "core/clock.hpp"
#include "repetition.hpp"

namespace sweep {
namespace {

using test::world;

enum class Pace { together, quick_failure, slow_failure };

class HandoutFailureTest : public testing::TestWithParam<int> {
 protected:
  const Team& team() const { return team_; }

  /// Collective: a repetition in which `failing` takes `chunks` chunks and then fails. That it returns is the test.
  void run_with_failure(const ScheduleDescriptor& schedule, const Work& work, int failing, int chunks, Pace pace) {
    const auto handout = schedule.make(team_, work);
    const auto pause = [&] {
      const bool slow = pace == Pace::slow_failure ? world().rank() == failing : world().rank() != failing;
      if (slow && pace != Pace::together) {
        sleep_until(now() + 100'000);
      }
    };
    world().barrier();
    Tally mine(1);
    if (world().rank() == failing) {
      pause();
      for (int i = 0; i < chunks; ++i) {
        const Chunk chunk = handout->next(0);
        for (std::uint64_t task = chunk.first; task < chunk.last; ++task) {
          mine.record(task, {&task, 1});
        }
        pause();
      }
      handout->finish(true);
    } else {
      mine = test::run_workers(*handout, work.workers_per_rank, pause);
      handout->finish(false);
    }
    const std::uint64_t count = world().sum(mine.count());
    ASSERT_LE(count, work.tasks);
  }

  void expect_next_repetition_well(const ScheduleDescriptor& schedule, const Work& work) {
    const Tally expected = test::every_task_once(work.tasks);
    const auto handout = schedule.make(team_, work);
    world().barrier();
    const Tally mine = test::run_workers(*handout, work.workers_per_rank, [] {});
    handout->finish(false);
    const std::uint64_t count = world().sum(mine.count());
    const std::uint64_t digest = world().sum(mine.digest());
    ASSERT_EQ(count, expected.count());
    ASSERT_EQ(digest, expected.digest());
  }

 private:
  Team team_{*world().split(0), GetParam()};
};

TEST_P(HandoutFailureTest, EndsEverywhereWhicheverRankFails) {
  for (const ScheduleDescriptor& schedule : schedules()) {
    for (int failing = 0; failing < world().size(); ++failing) {
      for (const int chunks : {0, 1, 3}) {
        for (const Pace pace : {Pace::together, Pace::quick_failure, Pace::slow_failure}) {
          SCOPED_TRACE(testing::Message() << schedule.name << ", rank " << failing << " fails after " << chunks
                                          << " chunks, pace " << static_cast<int>(pace));
          const Work work{.tasks = 97, .chunk = 2, .workers_per_rank = 2};
          run_with_failure(schedule, work, failing, chunks, pace);
          expect_next_repetition_well(schedule, work);
        }
      }
    }
  }
}

TEST_P(HandoutFailureTest, EndsWhenSeveralRanksFail) {
  for (const ScheduleDescriptor& schedule : schedules()) {
    for (int others = 1; others <= 3; ++others) { // every rank, every second, every third
      const Work work{.tasks = 97, .chunk = 1, .workers_per_rank = 1};
      const auto handout = schedule.make(team(), work);
      world().barrier();
      const bool failing = world().rank() % others == 0;
      if (failing) {
        handout->next(0);
      } else {
        test::run_workers(*handout, 1, [] {});
      }
      handout->finish(failing);
      world().barrier();
      expect_next_repetition_well(schedule, work);
    }
  }
}

/// It would take years to hand out the rest.
TEST_P(HandoutFailureTest, GivesTheFailedRanksNodeNothingMore) {
  constexpr std::uint64_t years = std::uint64_t{1} << 52;
  if (team().nodes() > 1) {
    return; // another node finishes the block that it was granted
  }
  const ScheduleDescriptor& schedule = *find_schedule("dynamic");
  for (int failing = 0; failing < world().size(); ++failing) {
    const auto handout = schedule.make(team(), {.tasks = years, .chunk = 1, .workers_per_rank = 1});
    world().barrier();
    if (world().rank() != failing) {
      while (!handout->next(0).empty()) {
      }
    }
    handout->finish(world().rank() == failing);
    world().barrier();
    EXPECT_TRUE(handout->next(0).empty());
    world().barrier();
  }
}

INSTANTIATE_TEST_SUITE_P(RanksPerNode, HandoutFailureTest, testing::Values(0, 1, 2, 3),
                         testing::PrintToStringParamName());

} // namespace
} // namespace sweep
