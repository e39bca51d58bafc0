#include "random/normals.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>

#include "random/vector_kernels.hpp"

#define SWEEP_LOOPS "random/normals.inc"
#include "core/each_instruction_set.inc"

namespace sweep {
namespace {

constexpr std::size_t group = 32;          ///< Elements that come together.
constexpr std::size_t groups_at_once = 32; ///< 8 KiB, in the first-level cache.
using Words = std::array<std::uint32_t, 2 * group * groups_at_once>;

/// Whole groups, from `first` on, which is the first element of one.
void fill_groups(InstructionSet set, Stream stream, std::uint64_t first, std::span<double> normals) {
  const auto make_normals = SWEEP_FOR_SET(set, make_normals);
  const VectorKernels& kernels = vector_kernels(set);
  alignas(64) Words words;
  while (!normals.empty()) {
    const std::size_t count = std::min(normals.size(), group * groups_at_once);
    kernels.fill_words(stream, 2 * first, std::span(words).first(2 * count));
    make_normals(words.data(), count / group, normals.data());
    first += count;
    normals = normals.subspan(count);
  }
}

} // namespace

void fill_normals(InstructionSet set, Stream stream, std::uint64_t first, std::span<double> normals) {
  std::array<double, group> some;
  while (!normals.empty()) {
    const std::size_t skipped = first % group;
    const std::size_t whole = normals.size() / group * group;
    if (skipped == 0 && whole > 0) {
      fill_groups(set, stream, first, normals.first(whole));
      first += whole;
      normals = normals.subspan(whole);
    } else {
      fill_groups(set, stream, first - skipped, some);
      const std::size_t count = std::min(normals.size(), group - skipped);
      std::copy_n(some.begin() + static_cast<std::ptrdiff_t>(skipped), count, normals.begin());
      first += count;
      normals = normals.subspan(count);
    }
  }
}

} // namespace sweep
