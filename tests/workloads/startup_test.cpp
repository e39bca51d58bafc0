#include <gtest/gtest.h>

#include "core/errors.hpp"
#include "solo.hpp"
#include "workloads/starts/catalogue.hpp"

namespace sweep {
namespace {

/// Ways that start no program; tests/cli runs the others.
std::vector<std::string> ways_here() {
  std::vector<std::string> names = names_of(starts());
  std::erase_if(names, [](const std::string& name) { return name.ends_with("spawn"); });
  return names;
}

class EveryStart : public testing::TestWithParam<std::string> {};

INSTANTIATE_TEST_SUITE_P(Startup, EveryStart, testing::ValuesIn(ways_here()),
                         [](const auto& test) { return test.param; });

TEST_P(EveryStart, TellsTheInstantsOfAWorkersLifeInTheirOrder) {
  const WorkerLife life = find_start(GetParam())->start(100'000);
  EXPECT_LE(life.asked, life.worker.ready);
  EXPECT_LE(life.worker.ready, life.worker.touched);
  EXPECT_LE(life.worker.touched, life.gone);
  EXPECT_LE(life.gone, now());
}

TEST_P(EveryStart, SaysWhatTheSystemRefusedAWorker) {
  EXPECT_THROW(find_start(GetParam())->start(std::size_t{1} << 60U), SystemError);
}

TEST(Startup, ReportsTheMediansOfItsTasks) {
  Values values = values_of(find_workload("startup")->parameters, {});
  values.set("tasks", std::int64_t{5});
  values.set("way", "thread");
  const std::unique_ptr<Workload> workload = make_workload("startup", values, {});
  SoloWorker worker;
  for (int repetition = 0; repetition < 2; ++repetition) {
    SoloRepetition begun(*workload);
    EXPECT_EQ(run_tasks(begun.stage(), worker).count(), 5);
    const StageReport report = begun.stage().close();
    for (std::size_t measure = 0; measure < find_workload("startup")->measures.size(); ++measure) {
      EXPECT_GT(report.measures[measure], 0) << measure;
      EXPECT_LT(report.measures[measure], 60) << measure;
    }
  }
}

TEST(Startup, HasMpiStartRanksOnTheMainThreadAlone) {
  Values values = values_of(find_workload("startup")->parameters, {});
  const auto refuse = [&](const Arrangement& arrangement) {
    find_workload("startup")->rules.refuse_case(
        {.seed = 1, .instruction_set = InstructionSet::portable, .values = values, .settings = {}}, arrangement);
  };
  values.set("way", "mpi_comm_spawn");
  EXPECT_NO_THROW(refuse({}));
  EXPECT_THROW(refuse({.one_at_a_time = false}), UsageError);
  values.set("way", "fork");
  EXPECT_NO_THROW(refuse({.one_at_a_time = false}));
  EXPECT_THROW(refuse({.one_memory = false}), UsageError) << "where measures would be lost";
}

} // namespace
} // namespace sweep
