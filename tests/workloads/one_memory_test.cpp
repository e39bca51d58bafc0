#include "workloads/one_memory.hpp"

#include <gtest/gtest.h>

#include <string>

#include "workloads/catalogue.hpp"

namespace sweep {
namespace {

class OneMemory : public testing::TestWithParam<std::string> {};

INSTANTIATE_TEST_SUITE_P(Workloads, OneMemory, testing::Values("parallel_io", "metadata", "convoy", "echo"),
                         [](const auto& test) { return test.param; });

TEST_P(OneMemory, IsNeededByTasksThatLeaveSomethingThere) {
  const WorkloadDescriptor& workload = *find_workload(GetParam());
  const Values values = values_of(workload.parameters, {});
  const Settings none;
  const WorkloadContext context{
      .seed = 1, .instruction_set = InstructionSet::portable, .values = values, .settings = none};
  EXPECT_NO_THROW(workload.rules.refuse_case(context, {}));
  EXPECT_THROW(workload.rules.refuse_case(context, {.one_memory = false}), UsageError);
}

} // namespace
} // namespace sweep
