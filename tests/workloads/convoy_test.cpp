#include "service.hpp"

namespace sweep {
namespace {

TEST(Convoy, NotesTheWholeOfEachWait) {
  Values values = defaults_of("convoy");
  values.set("rounds", std::int64_t{3});
  values.set("wait", 0.002);
  const std::unique_ptr<Workload> workload = make_workload("convoy", values, {});
  SoloWorker worker;
  Histogram latencies;
  worker.keep_latencies(latencies);
  run_all(*workload, worker);
  EXPECT_GE(latencies.quantile(0), 0.002);
}

TEST(Convoy, ExpectsACpuTaskToComputeForAsLongAsTheIoTaskTakes) {
  Values values = defaults_of("convoy");
  values.set("rounds", std::int64_t{10});
  values.set("wait", 0.02);
  values.set("burst", 0.01);
  const Cost cost = find_workload("convoy")->cost(context_of(values));
  EXPECT_DOUBLE_EQ(cost.processor, 0.3);
  EXPECT_EQ(cost.wait, 0);
}

} // namespace
} // namespace sweep
