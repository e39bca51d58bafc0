// campaign/measure.hpp through campaign/ensemble.hpp: what rank 0 gets when all is well, and when something fails on
// one rank only. That the commands after a failure succeed shows that no rank hangs.

#include "campaign/measure.hpp"

#include <stdexcept>

#include <gtest/gtest.h>

#include "../comm/world.hpp"
#include "scripted_workload.hpp"

namespace sweep {
namespace {

using test::right_answer;
using test::scripted;
using test::world;

using test::task_count;

/// Every model × schedule on all ranks; the base stands first.
Plan plan_of(const WorkloadDescriptor& workload) {
  return expand(test::campaign_of(workload, {{"model", {"serial", "threads"}},
                                             {"schedule", {"static", "dynamic"}},
                                             {"chunk", {std::int64_t{1}}}}),
                {.ranks = world().size(), .cores = 2, .facts = {}});
}

class MeasureTest : public testing::TestWithParam<int> {
 protected:
  /// Collective: has rank 0 call `rank_0(ensemble, case)` for every case while the others serve.
  template <typename Rank0>
  void for_every_case(const Plan& plan, const Rank0& rank_0) {
    const Launch launch = survey(world());
    Ensemble ensemble(world(), launch, plan, InstructionSet::portable, GetParam());
    if (world().rank() != 0) {
      ensemble.serve();
      return;
    }
    for (std::size_t index = 0; index < plan.cases.size(); ++index) {
      SCOPED_TRACE(plan.cases[index].record.model + ", " + plan.cases[index].record.schedule);
      rank_0(ensemble, static_cast<std::int64_t>(index));
    }
    ensemble.dismiss();
  }

  static Measurement repeat(Ensemble& ensemble, std::int64_t index, Keep keep = Keep::rows) {
    return ensemble.command({.case_index = index, .repetition = 3, .order = 4, .keep = keep});
  }
};

void expect_contains(const std::string& text, const std::string& part) {
  EXPECT_NE(text.find(part), std::string::npos) << "'" << text << "'";
}

TEST_P(MeasureTest, GivesRankZeroOneSampleARankAndAllWordsInOrder) {
  const WorkloadDescriptor workload = scripted(task_count, right_answer);
  const Plan plan = plan_of(workload);
  Tally expected(1);
  std::vector<std::uint64_t> words;
  for (std::uint64_t task = 0; task < task_count; ++task) {
    words.push_back(right_answer(task));
    expected.record(task, {&words.back(), 1});
  }
  for_every_case(plan, [&](Ensemble& ensemble, std::int64_t index) {
    const std::int64_t ranks = plan.cases[static_cast<std::size_t>(index)].record.ranks;
    for (const Keep keep : {Keep::rows, Keep::digest}) {
      const Measurement found = repeat(ensemble, index, keep);
      EXPECT_EQ(found.failure, "");
      EXPECT_EQ(found.digest, expected.digest());
      EXPECT_EQ(found.tasks, task_count);
      EXPECT_EQ(found.words, keep == Keep::rows ? words : std::vector<std::uint64_t>{});
      ASSERT_EQ(found.samples.size(), static_cast<std::size_t>(ranks));
      for (std::int64_t rank = 0; rank < ranks; ++rank) {
        const Sample& sample = found.samples[static_cast<std::size_t>(rank)];
        EXPECT_EQ(sample.rank, rank);
        EXPECT_EQ(sample.case_index, index);
        EXPECT_EQ(sample.repetition, 3);
        EXPECT_EQ(sample.order, 4);
        EXPECT_DOUBLE_EQ(sample.wall_s + sample.idle_s, found.time());
        EXPECT_GT(sample.rss_bytes, 0);
      }
    }
  });
}

TEST_P(MeasureTest, ReportsATaskThatFailsAndGoesOn) {
  static std::uint64_t broken = task_count;
  const WorkloadDescriptor workload = scripted(task_count, [](std::uint64_t index) {
    if (index == broken) {
      throw std::runtime_error("task " + std::to_string(index) + " is broken");
    }
    return right_answer(index);
  });
  const Plan plan = plan_of(workload);
  for (const std::uint64_t task : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{26}, task_count - 1}) {
    broken = task;
    for_every_case(plan, [&](Ensemble& ensemble, std::int64_t index) {
      for (const Keep keep : {Keep::rows, Keep::digest}) {
        const Measurement found = repeat(ensemble, index, keep);
        expect_contains(found.failure, "task " + std::to_string(task) + " is broken");
      }
    });
  }
}

TEST_P(MeasureTest, ReportsARankWhoseTasksFailWhileTheOthersAreWell) {
  static int failing = 0;
  const WorkloadDescriptor workload = scripted(task_count, [](std::uint64_t index) {
    if (world().rank() == failing) {
      throw std::runtime_error("no luck");
    }
    return right_answer(index);
  });
  const Plan plan = plan_of(workload);
  for (failing = 0; failing < world().size(); ++failing) {
    for_every_case(plan, [&](Ensemble& ensemble, std::int64_t index) {
      const CaseRecord& record = plan.cases[static_cast<std::size_t>(index)].record;
      const Measurement found = repeat(ensemble, index);
      if (record.ranks == 1) {
        EXPECT_EQ(found.failure, failing == 0 ? "no luck" : "");
      } else if (record.schedule == "static") {
        EXPECT_EQ(found.failure, "rank " + std::to_string(failing) + ": no luck");
      } else { // others may have been quick enough to leave it no task
        EXPECT_TRUE(found.failure.empty() || found.failure == "rank " + std::to_string(failing) + ": no luck");
      }
    });
  }
}

TEST_P(MeasureTest, ReportsARankThatCannotMakeTheWorkloadAndTriesAgainNextTime) {
  static bool broken = false; // on the failing rank only
  const WorkloadDescriptor workload = scripted(task_count, right_answer, [] {
    if (broken) {
      broken = false;
      throw std::runtime_error("no room");
    }
  });
  const Plan plan = plan_of(workload);
  for (int failing = 0; failing < world().size(); ++failing) {
    broken = failing == world().rank();
    bool seen = false;
    for_every_case(plan, [&](Ensemble& ensemble, std::int64_t index) {
      const std::int64_t ranks = plan.cases[static_cast<std::size_t>(index)].record.ranks;
      if (failing < ranks && !seen) {
        seen = true;
        EXPECT_EQ(repeat(ensemble, index).failure,
                  ranks == 1 ? "no room" : "rank " + std::to_string(failing) + ": no room");
      }
      const Measurement next = repeat(ensemble, index);
      EXPECT_EQ(next.failure, "");
      EXPECT_EQ(next.tasks, task_count);
    });
    broken = false;
  }
}

TEST_P(MeasureTest, GivesAnotherDigestAndTheWordsWhereOneRankIsWrong) {
  static int wrong = -1;
  const WorkloadDescriptor workload =
      scripted(task_count, [](std::uint64_t index) { return right_answer(index) + (world().rank() == wrong ? 1 : 0); });
  const Plan plan = plan_of(workload);
  for (wrong = 0; wrong < world().size(); ++wrong) {
    for_every_case(plan, [&](Ensemble& ensemble, std::int64_t index) {
      const Measurement found = repeat(ensemble, index);
      EXPECT_EQ(found.failure, "");
      std::uint64_t right = 0;
      Tally expected(1);
      for (std::uint64_t task = 0; task < task_count; ++task) {
        const std::uint64_t word = right_answer(task);
        expected.record(task, {&word, 1});
        right += found.words[task] == word ? 1u : 0u;
      }
      EXPECT_EQ(found.digest == expected.digest(), right == task_count);
      const auto wrong_tasks = static_cast<std::size_t>(wrong) < found.samples.size()
                                   ? found.samples[static_cast<std::size_t>(wrong)].tasks
                                   : 0;
      EXPECT_EQ(right, task_count - static_cast<std::uint64_t>(wrong_tasks));
    });
  }
}

/// Records the task before its own where the index is even.
class Careless final : public Workload {
 public:
  std::uint64_t tasks() const override { return 4; }
  std::size_t words_per_task() const override { return 1; }
  Task task(std::uint64_t index, Worker&, Tally& tally) const override {
    const std::uint64_t word = 0;
    tally.record(index / 2, {&word, 1});
    co_return;
  }
};

TEST_P(MeasureTest, ReportsATaskThatWasRunTwice) {
  WorkloadDescriptor workload = scripted(task_count, right_answer);
  workload.make = [](const WorkloadContext&) -> std::unique_ptr<Workload> { return std::make_unique<Careless>(); };
  const Plan plan = plan_of(workload);
  for_every_case(plan, [&](Ensemble& ensemble, std::int64_t index) {
    expect_contains(repeat(ensemble, index).failure, " was run twice");
  });
}

INSTANTIATE_TEST_SUITE_P(RanksPerNode, MeasureTest, testing::Values(0, 1, 2), testing::PrintToStringParamName());

} // namespace
} // namespace sweep
