// What `sweep plan` says of the memory that estimates and doubts take: bounded, a setting, whatever the kernel.

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "core/process.hpp"
#include "service.hpp"
#include "workloads/kernels/catalogue.hpp"

namespace sweep {
namespace {

/// How far resident memory grows while both are made of so many settings of a kernel, of which nothing was hit.
double growth(const KernelDescriptor& kernel, std::uint64_t count) {
  Values values = defaults_of("monte_carlo");
  values.set("kernel", kernel.name);
  values.set("settings", static_cast<std::int64_t>(count));
  const Settings settings = make_settings(kernel.parameters, {}, count, count);
  const WorkloadContext context{
      .seed = 1, .instruction_set = InstructionSet::portable, .values = values, .settings = settings};
  const SettingsDescriptor& made = *find_workload("monte_carlo")->settings;
  const std::vector<std::uint64_t> words(count * kernel.make({.draws = 10'000})->words());
  reset_peak_resident_bytes();
  const std::int64_t before = resident_bytes();
  const Table estimates = made.estimates(context, words);
  const std::vector<std::string> doubts = made.doubts(context, words);
  EXPECT_EQ(estimates.rows(), count);
  return static_cast<double>(peak_resident_bytes() - before);
}

TEST(SettingsMemory, GrowsByAsMuchAsIsPlannedForEachSetting) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "a sanitizer has memory of its own";
#endif
  constexpr std::uint64_t count = 40'000; // many, since Linux may count resident pages in batches
  for (const KernelDescriptor& kernel : kernels()) {
    Values values = defaults_of("monte_carlo");
    values.set("kernel", kernel.name);
    const auto planned = static_cast<double>(find_workload("monte_carlo")->settings->bytes_a_setting(values));
    const double each = (growth(kernel, 2 * count) - growth(kernel, count)) / count;
    EXPECT_LT(each, 1.2 * planned) << kernel.name;
    EXPECT_GT(each, 0.5 * planned) << kernel.name;
  }
}

} // namespace
} // namespace sweep
