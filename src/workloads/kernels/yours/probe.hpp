#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <vector>

#include "workloads/kernels/yours/kernel_library.hpp"

namespace sweep {

/// The words of a setting; those that a kernel does not use are 0.
using KernelWords = std::array<std::uint64_t, 8>;

/// What checks ask of a kernel.
struct Probe {
  std::uint64_t draws = 16;                ///< A setting: odd, as many as a kernel computes in some milliseconds.
  std::vector<KernelWords> reference = {}; ///< What a process found for each setting of probe_settings().
  std::uint64_t draws_at_once = std::uint64_t{1} << 16U; ///< That a run asks for in one call.
};

/// Draws [first, first + count).
struct DrawRange {
  std::uint64_t first;
  std::uint64_t count;
};

/// The settings that a kernel is tried with: where the axes of its parameters begin, end, and halfway.
std::vector<std::vector<double>> probe_settings(const KernelFunctions& kernel);

/// The stream of a setting of that number.
inline sweep_stream probe_stream(std::uint64_t setting, std::uint64_t seed = 215) {
  return {.seed = seed, .setting = setting};
}

/// The kernel wrote beside its words.
struct WroteBeside : std::runtime_error {
  WroteBeside() : std::runtime_error("it writes beside its words") {}
};

/// What those ranges, one after the other, add up to. Throws WroteBeside.
KernelWords accumulated(const KernelFunctions& kernel, sweep_stream stream, const std::vector<double>& setting,
                        std::span<const DrawRange> ranges);

/// The words of each setting, of the first `draws` draws at once, in the order of the settings' numbers in `order`.
std::vector<KernelWords> answers(const KernelFunctions& kernel, std::uint64_t draws, std::span<const std::size_t> order,
                                 std::uint64_t seed = 215);

} // namespace sweep
