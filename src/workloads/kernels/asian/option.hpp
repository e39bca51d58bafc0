#pragma once

namespace sweep {

/// An Asian call by the parameters of its setting, with what is known exactly of the call on the geometric mean of the
/// same prices, which is log-normal: A. G. Z. Kemna, A. C. F. Vorst, J. Banking and Finance 14 (1990) 113; P.
/// Glasserman, "Monte Carlo Methods in Financial Engineering" (2004), 3.2.2.
struct Option {
  /// @param setting  strike, spot, rate, volatility, maturity, steps
  explicit Option(const double* setting);

  double discount() const;

  /// What the geometric mean pays on average, not discounted …
  double geometric_payment() const;

  /// … and the skewness of what it pays: rounding where its logarithm hardly deviates.
  double geometric_skewness() const;

  /// The standard deviation of the geometric mean's logarithm.
  double geometric_deviation() const;

  double strike;
  double spot;
  double rate;
  double volatility;
  double maturity;
  double steps;

 private:
  /// E[X^power; X > 1], X the geometric mean over the strike.
  double moment_above(int power) const;
};

} // namespace sweep
