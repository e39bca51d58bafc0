#include <numeric>

#include "solo.hpp"

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
  EXPECT_FALSE(find_workload("empty")->cost);
  EXPECT_FALSE(find_workload("empty")->settings);
}

} // namespace
} // namespace sweep
