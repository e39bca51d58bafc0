// What a setting is expected to take: in proportion to what there is to compute.

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <vector>

#include "workloads/kernels/catalogue.hpp"

namespace sweep {
namespace {

Seconds nominal_seconds(const std::string& kernel, const std::vector<double>& setting, std::uint64_t draws) {
  return find_kernel(kernel)->make({.draws = draws})->nominal_seconds(setting.data(), draws);
}

TEST(NominalSeconds, AreThoseOfAllStepsOfAllPaths) {
  const auto of = [](double steps, std::uint64_t draws) {
    return nominal_seconds("asian", {100, 100, 0.05, 0.2, 1, steps}, draws);
  };
  EXPECT_NEAR(of(100'000, 10) / of(1000, 10), 100, 1);
  EXPECT_DOUBLE_EQ(of(16, 3200) / of(16, 1), 100) << "32 paths go together";
}

TEST(NominalSeconds, AreThoseOfAllSpinsOfAllSweeps) {
  const auto of = [](double size, double burn_in, std::uint64_t draws) {
    return nominal_seconds("ising", {2, size, burn_in}, draws);
  };
  EXPECT_DOUBLE_EQ(of(512, 0, 100) / of(128, 0, 100), 16);
  EXPECT_DOUBLE_EQ(of(128, 3, 100) / of(128, 0, 100), 4);
  EXPECT_DOUBLE_EQ(of(128, 0, 500) / of(128, 0, 100), 5);
}

TEST(NominalSeconds, AreThoseOfAllStepsOfAllWalks) {
  const auto a_step = [](const std::vector<double>& setting) {
    std::array<double, 3> values{};
    find_kernel("first_passage")->make({})->more(std::array<std::uint64_t, 5>{}, setting.data(), 1, values);
    return nominal_seconds("first_passage", setting, 1) / values[2]; // the exact mean of its steps
  };
  const double usual = a_step({1, 0.75, 16, 0.5, 4});
  for (const double place : {1.0, 0.1, 0.001}) {
    for (const double drift : {-2.0, 0.0, 4.0}) {
      for (const double horizon : {1.0, 4.0, 16.0}) {
        EXPECT_NEAR(a_step({place, 0.75, 16, drift, horizon}) / usual, 1, 0.25)
            << place << ' ' << drift << ' ' << horizon;
      }
    }
  }
}

} // namespace
} // namespace sweep
