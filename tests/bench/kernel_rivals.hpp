#pragma once

#include <array>
#include <cstdint>

namespace sweep {

/// What kernels are compared with, as one set of compiler flags makes it; see CMakeLists.txt.
struct KernelRivals {
  /// A batch of 2^16 pairs of kernel `ep`, by NPB's plain form; gives the sum of its first normals.
  double (*ep)(std::uint64_t batch);
  /// The price of kernel `asian`, of so many paths, by its plain form with std::normal_distribution.
  double (*asian)(const std::array<double, 6>& setting, std::uint64_t paths, std::uint64_t seed);
};

extern const KernelRivals plain_kernel_rivals;  ///< g++ -O3, for any processor of this architecture
extern const KernelRivals native_kernel_rivals; ///< g++ -O3 -march=native

} // namespace sweep
