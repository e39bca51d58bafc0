// campaign/schedule.hpp and campaign/handout.hpp: whoever takes part, every task is handed out exactly once.

#include "campaign/schedule.hpp"

#include <random>

#include <gtest/gtest.h>

#include "../comm/world.hpp"
#include "core/clock.hpp"
#include "repetition.hpp"

namespace sweep {
namespace {

using test::world;

/// Up to 200 µs, now and then: shuffles who comes first.
class RandomPause {
 public:
  explicit RandomPause(std::uint64_t seed) : seed_(seed) {}

  void operator()() const {
    thread_local std::mt19937_64 random(seed_ + std::hash<std::thread::id>()(std::this_thread::get_id()));
    if (random() % 4 == 0) {
      sleep_until(now() + static_cast<Instant>(random() % 200'000));
    }
  }

 private:
  std::uint64_t seed_;
};

constexpr auto no_pause = [] {};

class ScheduleTest : public testing::TestWithParam<int> {
 protected:
  const Team& team() const { return team_; }

  /// Collective: one repetition, in which each task must be run exactly once by all ranks together.
  template <typename Pause>
  void expect_every_task_once(const ScheduleDescriptor& schedule, const Work& work, const Tally& expected,
                              const Pause& pause) {
    const auto handout = schedule.make(team_, work);
    world().barrier();
    const Tally mine = test::run_workers(*handout, work.workers_per_rank, pause);
    handout->finish(false);
    const std::uint64_t count = world().sum(mine.count());
    const std::uint64_t digest = world().sum(mine.digest());
    ASSERT_EQ(count, expected.count());
    ASSERT_EQ(digest, expected.digest());
    for (std::size_t worker = 0; worker < work.workers_per_rank; ++worker) {
      ASSERT_TRUE(handout->next(worker).empty()) << "worker " << worker << " gets more after the end";
    }
    world().barrier();
  }

 private:
  Team team_{*world().split(0), GetParam()};
};

TEST_P(ScheduleTest, HandsOutEveryTaskExactlyOnce) {
  for (const ScheduleDescriptor& schedule : schedules()) {
    for (const std::uint64_t tasks : {1u, 2u, 97u, 1000u}) {
      const Tally expected = test::every_task_once(tasks);
      for (const std::uint64_t chunk : {1u, 7u, 1'000'000u}) {
        for (const std::size_t workers : {1u, 3u}) {
          SCOPED_TRACE(testing::Message() << schedule.name << ", " << tasks << " tasks, chunk " << chunk << ", "
                                          << workers << " workers a rank");
          expect_every_task_once(schedule, {tasks, chunk, workers}, expected, no_pause);
        }
      }
    }
  }
}

TEST_P(ScheduleTest, LeavesNothingOverForTheNextRepetition) {
  const Tally expected = test::every_task_once(97);
  for (const ScheduleDescriptor& schedule : schedules()) {
    for (const std::uint64_t chunk : {1u, 7u}) {
      for (int repetition = 0; repetition < 20; ++repetition) {
        SCOPED_TRACE(testing::Message() << schedule.name << ", chunk " << chunk << ", repetition " << repetition);
        expect_every_task_once(schedule, {97, chunk, repetition % 2 == 0 ? 1u : 3u}, expected, no_pause);
      }
    }
  }
}

TEST_P(ScheduleTest, HandsOutEveryTaskExactlyOnceWhoeverComesFirst) {
  const Tally expected = test::every_task_once(97);
  for (const ScheduleDescriptor& schedule : schedules()) {
    for (std::uint64_t seed = 0; seed < 5; ++seed) {
      SCOPED_TRACE(testing::Message() << schedule.name << ", seed " << seed);
      const RandomPause pause(seed * 1000 + static_cast<std::uint64_t>(world().rank()));
      expect_every_task_once(schedule, {97, 1, 2}, expected, pause);
    }
  }
}

TEST_P(ScheduleTest, HandsOutEveryTaskExactlyOnceWhenOneRankIsSlow) {
  const Tally expected = test::every_task_once(97);
  for (const ScheduleDescriptor& schedule : schedules()) {
    for (int slow = 0; slow < world().size(); ++slow) {
      SCOPED_TRACE(testing::Message() << schedule.name << ", rank " << slow << " is slow");
      const auto pause = [slow] {
        if (world().rank() == slow) {
          sleep_until(now() + 1'000'000);
        }
      };
      expect_every_task_once(schedule, {97, 3, 1}, expected, pause);
    }
  }
}

TEST_P(ScheduleTest, HandsOutEveryTaskExactlyOnceToMainThreadsThatAskForAllTheirWorkers) {
  const Tally expected = test::every_task_once(97);
  for (const ScheduleDescriptor& schedule : schedules()) {
    SCOPED_TRACE(schedule.name);
    const auto handout = schedule.make(team(), {.tasks = 97, .chunk = 2, .workers_per_rank = 2});
    world().barrier();
    Tally mine = test::take_all(*handout, 1, no_pause); // as for a process, whose thread cannot
    mine.merge(test::take_all(*handout, 0, no_pause));
    handout->finish(false);
    EXPECT_EQ(world().sum(mine.count()), expected.count());
    EXPECT_EQ(world().sum(mine.digest()), expected.digest());
  }
}

TEST_P(ScheduleTest, HandsOutNothingOfNoTasks) {
  for (const ScheduleDescriptor& schedule : schedules()) {
    SCOPED_TRACE(schedule.name);
    expect_every_task_once(schedule, {0, 7, 3}, Tally(1), no_pause);
  }
}

TEST_P(ScheduleTest, GivesAStaticWorkerItsOwnChunksInOrder) {
  const auto ranks = static_cast<std::uint64_t>(world().size());
  const auto handout = find_schedule("static")->make(team(), {.tasks = 1000, .chunk = 7, .workers_per_rank = 2});
  for (std::size_t worker = 0; worker < 2; ++worker) {
    const std::uint64_t mine = static_cast<std::uint64_t>(world().rank()) * 2 + worker;
    for (std::uint64_t k = mine; k * 7 < 1000; k += ranks * 2) {
      EXPECT_EQ(handout->next(worker), (Chunk{k * 7, std::min<std::uint64_t>(k * 7 + 7, 1000)}));
    }
    EXPECT_TRUE(handout->next(worker).empty());
  }
}

TEST_P(ScheduleTest, GivesChunksOfTheAskedSizeUnderDynamicAndAtLeastThatUnderGuided) {
  constexpr std::uint64_t tasks = 5000;
  for (const std::string name : {"dynamic", "guided"}) {
    const auto handout = find_schedule(name)->make(team(), {.tasks = tasks, .chunk = 5, .workers_per_rank = 1});
    world().barrier();
    std::uint64_t smaller = 0;
    std::uint64_t larger = 0;
    for (Chunk chunk = handout->next(0); !chunk.empty(); chunk = handout->next(0)) {
      smaller += chunk.size() < 5 ? 1u : 0u;
      larger += chunk.size() > 5 ? 1u : 0u;
    }
    handout->finish(false);
    const std::uint64_t all_larger = world().sum(larger);
    if (name == "dynamic") {
      EXPECT_EQ(all_larger, 0);
    } else {
      EXPECT_GT(all_larger, 0);
    }
    const std::uint64_t all_smaller = world().sum(smaller);
    if (team().nodes() == 1) { // blocks of several nodes end anywhere; 5 divides 5000, but shares do not end on fives
      EXPECT_LE(all_smaller, name == "dynamic" ? 0u : 1u);
    }
  }
}

TEST(Schedules, GiveOneEqualShareEachUnderStaticAndSingleTasksElsewhere) {
  EXPECT_EQ(find_schedule("static")->default_chunk(1000, 8), 125);
  EXPECT_EQ(find_schedule("static")->default_chunk(1001, 8), 126);
  EXPECT_EQ(find_schedule("static")->default_chunk(3, 8), 1);
  EXPECT_EQ(find_schedule("dynamic")->default_chunk(1000, 8), 1);
  EXPECT_EQ(find_schedule("guided")->default_chunk(1000, 8), 1);
  EXPECT_EQ(find_schedule("random"), nullptr);
}

INSTANTIATE_TEST_SUITE_P(RanksPerNode, ScheduleTest, testing::Values(0, 1, 2, 3), testing::PrintToStringParamName());

} // namespace
} // namespace sweep
