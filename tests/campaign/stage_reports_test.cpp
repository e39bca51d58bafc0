// campaign/timed_run.hpp through campaign/ensemble.hpp: what becomes of what stages tell.

#include <gtest/gtest.h>

#include "../comm/world.hpp"
#include "models/catalogue.hpp"
#include "staged_workload.hpp"

namespace sweep {
namespace {

using test::repeat;
using test::with_case;
using test::world;

using test::task_count;

TEST(StageReports, OfAChildProgramAreWhatTheSamplesSay) {
  test::StageScript script;
  script.names = {""}; // what no reader asks for apart has no name
  script.opens = false;
  constexpr std::int64_t memory = std::int64_t{1} << 45;
  constexpr Seconds processor = 1e6;
  script.report = [](std::size_t) {
    return StageReport{.wall = 5 + world().rank(), .processor = processor, .memory_bytes = memory};
  };
  with_case(test::staged(task_count, script), {"serial"}, [=](Ensemble& ensemble, std::int64_t index) {
    const Measurement found = repeat(ensemble, index);
    EXPECT_EQ(found.failure, "");
    EXPECT_TRUE(found.stages.empty());
    EXPECT_EQ(found.time(), 4 + world().size());
    for (const Sample& sample : found.samples) {
      EXPECT_EQ(sample.wall_s, static_cast<Seconds>(5 + sample.rank));
      EXPECT_EQ(sample.idle_s, found.time() - sample.wall_s);
      EXPECT_GE(sample.cpu_s, processor);
      EXPECT_GT(sample.rss_bytes, memory);
      EXPECT_GT(sample.peak_rss_bytes, memory);
      EXPECT_GE(sample.rss_growth_bytes, memory);
    }
    EXPECT_EQ(found.processor_time(), 0) << "of its threads, and when, nothing is known: no bound can rest on it";
  });
}

TEST(StageReports, AddTheProcessorTimeOfChildrenToSamplesButNotToWhatTheWorkersUsed) {
  test::StageScript script;
  constexpr Seconds processor = 1e6;
  script.report = [](std::size_t) { return StageReport{.processor = processor}; };
  with_case(test::staged(task_count, script), {"threads"}, [=](Ensemble& ensemble, std::int64_t index) {
    const Measurement found = repeat(ensemble, index);
    for (const Sample& sample : found.samples) {
      EXPECT_GE(sample.cpu_s, 2 * processor);
    }
    EXPECT_LT(found.processor_time(), processor);
  });
}

/// Model `serial`, as if it had forked processes that are so large.
class Forking final : public Model {
 public:
  static constexpr std::int64_t child_bytes = std::int64_t{1} << 45;

  std::size_t workers() const override { return 1; }
  RankReport run(const TaskSet& work, Dispenser& dispenser, Keep keep, Instant start) override {
    RankReport report = serial_->run(work, dispenser, keep, start);
    report.child_bytes = child_bytes;
    return report;
  }

 private:
  std::unique_ptr<Model> serial_ = find_model("serial")->make(values_of(find_model("serial")->parameters, {}), {});
};

TEST(RankReports, AddTheMemoryOfForkedProcessesToThatOfTheirRank) {
  ModelDescriptor forking = *find_model("serial");
  forking.make = [](const Values&, const LoopTimes&) { return std::make_unique<Forking>(); };
  const test::StageScript script;
  const auto check = [](Ensemble& ensemble, std::int64_t index) {
    for (const Sample& sample : repeat(ensemble, index).samples) {
      EXPECT_GT(sample.rss_bytes, Forking::child_bytes);
      EXPECT_GE(sample.rss_growth_bytes, Forking::child_bytes);
    }
  };
  with_case(test::staged(task_count, script), {"serial"}, check, [&](Case& changed) { changed.model = &forking; });
}

/// What the rank tells of a stage; no clock shows as much.
StageReport telling(std::size_t stage) {
  const auto factor = static_cast<double>(world().rank() + 1) * static_cast<double>(stage + 1);
  StageReport report{.items = 10 + world().rank(),
                     .bytes = 1000 + world().rank(),
                     .catching_up = 7e6 * factor,
                     .sync = 3e6 * factor,
                     .not_counted = 1e6 * factor,
                     .transfers = "by rank " + std::to_string(world().rank()),
                     .cache = "cold",
                     .device = DeviceExpectation{.otherwise = "cached", .remedy = "wait"},
                     .warnings = {"of rank " + std::to_string(world().rank())},
                     .steps = 100 * (stage + 1)};
  report.latency.add(0.25);
  return report;
}

TEST(StageReports, AreThePhasesOfEachRank) {
  test::StageScript script;
  script.report = telling;
  with_case(test::staged(task_count, script), {"serial"}, [=](Ensemble& ensemble, std::int64_t index) {
    constexpr Seconds whatever_it_took = 1e5;
    const Measurement found = repeat(ensemble, index);
    ASSERT_EQ(found.stages.size(), 2);
    for (std::size_t stage = 0; stage < 2; ++stage) {
      ASSERT_EQ(found.stages[stage].phases.size(), static_cast<std::size_t>(world().size()));
      for (std::size_t rank = 0; rank < found.samples.size(); ++rank) {
        const PhaseSample& phases = found.stages[stage].phases[rank];
        const auto factor = static_cast<double>((rank + 1) * (stage + 1));
        EXPECT_EQ(phases.rank, static_cast<std::int64_t>(rank));
        EXPECT_EQ(phases.sync_s, 3e6 * factor);
        EXPECT_NEAR(phases.transfer_s, 6e6 * factor, whatever_it_took) << "with catching up, without what counts not";
        EXPECT_NEAR(phases.close_s, -10e6 * factor, whatever_it_took) << "what close() took beside those";
        EXPECT_NEAR(phases.end_s(), -1e6 * factor, whatever_it_took) << "what counts not is as if it had not been";
        EXPECT_EQ(phases.items, 10 + static_cast<std::int64_t>(rank));
        EXPECT_EQ(phases.bytes, 1000 + static_cast<std::int64_t>(rank));
      }
      EXPECT_EQ(found.stages[stage].latency.count(), static_cast<std::uint64_t>(world().size()));
    }
    EXPECT_EQ(found.samples.back().tasks, 2 * (9 + world().size())) << "the items of both stages";
    EXPECT_EQ(found.processor_time(), 0) << "it may all have been in what is not counted";
  });
}

TEST(StageReports, OfRankZeroSayWhatIsSaidOnce) {
  test::StageScript script;
  script.report = telling;
  with_case(test::staged(task_count, script), {"serial"}, [=](Ensemble& ensemble, std::int64_t index) {
    const Measurement found = repeat(ensemble, index);
    for (const StageMeasurement& stage : found.stages) {
      EXPECT_EQ(stage.transfers, "by rank 0");
      EXPECT_EQ(stage.cache, "cold");
      EXPECT_EQ(stage.warnings, std::vector<std::string>{"of rank 0"});
      ASSERT_TRUE(stage.device);
      EXPECT_EQ(stage.device->otherwise, "cached");
    }
    EXPECT_EQ(found.steps, 200) << "of the stage with the most";
  });
}

TEST(Phases, FollowEachOtherWithoutAGapFromTheStartToTheEnd) {
  test::StageScript script;
  script.names = {"write"};
  with_case(test::staged(task_count, script), {"threads"}, [=](Ensemble& ensemble, std::int64_t index) {
    const Measurement found = repeat(ensemble, index);
    ASSERT_EQ(found.stages.size(), 1);
    for (std::size_t rank = 0; rank < found.samples.size(); ++rank) {
      const PhaseSample& phases = found.stages.front().phases[rank];
      EXPECT_NEAR(phases.end_s(), found.samples[rank].wall_s, 1e-8);
      EXPECT_GE(phases.begin_s, 0);
      EXPECT_GE(phases.open_s, 0);
      EXPECT_GE(phases.close_s, 0);
      EXPECT_EQ(phases.sync_s, 0);
    }
  });
}

} // namespace
} // namespace sweep
