#pragma once

namespace sweep {

/// Of Student's t distribution with so many degrees of freedom; the normal distribution where they are infinite.
double student_upper_tail(double t, double degrees_of_freedom);        ///< P(T > t)
double student_quantile(double upper_tail, double degrees_of_freedom); ///< The t with P(T > t) = upper_tail.

} // namespace sweep
