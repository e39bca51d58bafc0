#include "workloads/kernels/ising/exact_energy.hpp"

#include <array>
#include <cmath>
#include <numbers>

namespace sweep {
namespace {

/// One of the four products that the partition function is a sum of, by its logarithm and that's derivative.
struct Product {
  double logarithm = 0; ///< Of its absolute value.
  double derivative = 0;
  double sign = 1;
};

/// Takes the factor 2 cosh(x), or 2 sinh(x), whose x grows by `growth`.
void multiply_cosh(Product& product, double x, double growth) {
  product.logarithm += std::abs(x) + std::log1p(std::exp(-2 * std::abs(x)));
  product.derivative += growth * std::tanh(x);
}
void multiply_sinh(Product& product, double x, double growth) {
  product.logarithm += std::abs(x) + std::log1p(-std::exp(-2 * std::abs(x)));
  product.derivative += growth / std::tanh(x);
  product.sign *= x < 0 ? -1 : 1;
}

} // namespace

double exact_ising_energy(std::size_t rows, std::size_t columns, double temperature) {
  const double coupling = 1 / temperature;
  if (coupling > 20) {
    return -2; // a spin that is not as the others has a weight below exp(-160), and cosh(2 K)² would overflow
  }
  const double sinh2 = std::sinh(2 * coupling);
  const double cosh2 = std::cosh(2 * coupling);
  const double coth2 = cosh2 / sinh2;
  const double half_rows = static_cast<double>(rows) / 2;
  std::array<Product, 4> products;
  for (std::size_t l = 0; l < 2 * columns; ++l) {
    const double angle = std::numbers::pi * static_cast<double>(l) / static_cast<double>(columns);
    const double cosh_gamma = cosh2 * coth2 - std::cos(angle);
    // By a formula of its own where the general one has no sign and loses digits.
    const double gamma = l == 0 ? 2 * coupling + std::log(std::tanh(coupling)) : std::acosh(cosh_gamma);
    const double growth = l == 0 ? 2 + 2 / sinh2 : 2 * cosh2 * (2 - coth2 * coth2) / std::sinh(gamma);
    multiply_cosh(products[l % 2 == 1 ? 0 : 2], half_rows * gamma, half_rows * growth);
    multiply_sinh(products[l % 2 == 1 ? 1 : 3], half_rows * gamma, half_rows * growth);
  }
  double sum = 0;
  double derivative = 0;
  for (const Product& product : products) {
    const double value = product.sign * std::exp(product.logarithm - products[0].logarithm);
    sum += value;
    derivative += value * product.derivative;
  }
  return -coth2 - derivative / sum / static_cast<double>(rows * columns);
}

} // namespace sweep
