#include "core/student.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace sweep {
namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();

TEST(Student, IsThatOfScipy) { // scipy 1.10, stats.t.sf and stats.t.isf
  EXPECT_NEAR(student_upper_tail(2, 3), 0.0696629842794216, 1e-15);
  EXPECT_NEAR(student_upper_tail(1.5, 9), 0.0839253280285374, 1e-15);
  EXPECT_NEAR(student_upper_tail(4, 19), 0.000383096168614323, 1e-17);
  EXPECT_NEAR(student_quantile(0.025, 3), 3.18244630528426, 1e-12);
  EXPECT_NEAR(student_quantile(0.0025, 9), 3.68966239230424, 1e-12);
  EXPECT_NEAR(student_quantile(1e-7, 19), 7.90511263529034, 1e-8);
}

TEST(Student, IsNormalWithInfinitelyManyDegreesOfFreedom) {
  EXPECT_NEAR(student_upper_tail(3, infinite), 0.00134989803163009, 1e-17);
  EXPECT_NEAR(student_quantile(0.025, infinite), 1.95996398454005, 1e-12);
}

} // namespace
} // namespace sweep
