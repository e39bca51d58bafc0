#pragma once

namespace sweep {

/// Functions whose bits are the same on every machine, where those of C libraries differ in the last ones: by processor
/// and by version.
namespace portable_math {

/// e^x, within 2 units of the last place; where |x| >= 700 as the C library has it.
double exponential(double x);

/// ln x of x > 0, within 2 units of the last place; of what is no normal number as the C library has it.
double logarithm(double x);

/// The standard normal distribution, P(Z < x), within a relative error of 1e-13; 0 below -37. By the series of G.
/// Marsaglia, "Evaluating the normal distribution", J. Statistical Software 11 (2004) 4, and Laplace's continued
/// fraction.
double normal_distribution(double x);

} // namespace portable_math

} // namespace sweep
