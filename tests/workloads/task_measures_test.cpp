#include "workloads/task_measures.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <thread>

namespace sweep {
namespace {

TEST(TaskMeasuresTest, AreMediansOfTheTasksSinceTheyWereCleared) {
  TaskMeasures measured(2);
  measured.add(std::array{100.0, 200.0});
  measured.clear();
  for (const double value : {3.0, 1.0, 2.0}) {
    measured.add(std::array{value, 10 * value});
  }
  EXPECT_EQ(measured.medians()[0], 2);
  EXPECT_EQ(measured.medians()[1], 20);
  EXPECT_TRUE(std::isnan(measured.medians()[2])) << "nobody measured it";
}

TEST(TaskMeasuresTest, OfNoTasksAreNone) {
  EXPECT_TRUE(std::isnan(TaskMeasures(1).medians()[0]));
}

TEST(TaskMeasuresTest, AreAddedByAnyThread) {
  TaskMeasures measured(1);
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 4; ++thread) {
    threads.emplace_back([&] {
      for (int i = 0; i < 1000; ++i) {
        measured.add(std::array{5.0});
      }
    });
  }
  for (std::thread& each : threads) {
    each.join();
  }
  EXPECT_EQ(measured.medians()[0], 5);
}

} // namespace
} // namespace sweep
