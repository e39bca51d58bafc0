#include <numeric>

#include "../workloads/solo.hpp"

namespace sweep {
namespace {

std::unique_ptr<Workload> make_empty(std::int64_t tasks) {
  Values values;
  values.set("tasks", tasks);
  return make_workload("empty", values, {});
}

TEST(Empty, HasTheTasksItIsAskedFor) {
  EXPECT_EQ(make_empty(1)->tasks(), 1);
  EXPECT_EQ(make_empty(100'000'000)->tasks(), 100'000'000);
}

TEST(Empty, RecordsEveryTaskByItsOwnNumber) {
  const Tally tally = run_all(*make_empty(50));
  std::vector<std::uint64_t> numbers(50);
  std::iota(numbers.begin(), numbers.end(), 0);
  EXPECT_EQ(tally.tasks(), numbers);
  EXPECT_EQ(tally.words(), numbers);
}

TEST(Empty, CostsNothingAndHasNothingToSay) {
  const std::unique_ptr<Workload> workload = make_empty(3);
  EXPECT_EQ(workload->cost().processor, 0);
  EXPECT_EQ(workload->cost().wait, 0);
  EXPECT_TRUE(workload->estimates(run_all(*workload).words()).columns.empty());
}

TEST(Empty, HasNoParametersOfSettings) {
  EXPECT_TRUE(find_workload("empty")->setting_parameters({}).empty());
}

} // namespace
} // namespace sweep
