#include "core/student.hpp"

#include <boost/math/distributions/students_t.hpp>

namespace sweep {

double student_upper_tail(double t, double degrees_of_freedom) {
  return cdf(complement(boost::math::students_t(degrees_of_freedom), t));
}

double student_quantile(double upper_tail, double degrees_of_freedom) {
  return quantile(complement(boost::math::students_t(degrees_of_freedom), upper_tail));
}

} // namespace sweep
