#include "random/vector_kernels.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "core/errors.hpp"
#include "random/philox_run.hpp"

namespace sweep {
namespace {

constexpr std::uint64_t run_blocks = std::uint64_t{1} << 32; ///< A run ends where the low half of the number wraps.

/// 1 for a hit, 0 for a miss.
std::uint64_t hit(std::uint32_t x, std::uint32_t y, std::uint64_t squared_radius) {
  const std::uint64_t xx = std::uint64_t{x} * x;
  const std::uint64_t sum = xx + std::uint64_t{y} * y; // at most one carry out of 64 bits, seen as sum < xx
  return static_cast<std::uint64_t>(sum >= xx) & static_cast<std::uint64_t>(sum <= squared_radius);
}

std::uint32_t element(const philox::Block& words, std::uint64_t index, const std::uint32_t*) {
  return words[index % 4];
}

double element(const philox::Block& words, std::uint64_t index, const double*) {
  const std::uint64_t bits = std::uint64_t{words[2 * (index % 2) + 1]} << 32 | words[2 * (index % 2)];
  return static_cast<double>(bits >> 11) * 0x1p-53;
}

std::uint64_t portable_count(Stream stream, std::uint64_t first, std::uint64_t draws, std::uint64_t squared_radius) {
  std::uint64_t hits = 0;
  if (draws > 0 && first % 2 == 1) {
    const philox::Block words = block(stream, first / 2);
    hits += hit(words[2], words[3], squared_radius);
    ++first;
    --draws;
  }
  for (; draws >= 2; first += 2, draws -= 2) {
    const philox::Block words = block(stream, first / 2);
    hits += hit(words[0], words[1], squared_radius);
    hits += hit(words[2], words[3], squared_radius);
  }
  if (draws == 1) {
    const philox::Block words = block(stream, first / 2);
    hits += hit(words[0], words[1], squared_radius);
  }
  return hits;
}

template <typename Element>
void portable_fill(Stream stream, std::uint64_t first, std::span<Element> elements) {
  constexpr std::uint64_t per_block = sizeof(philox::Block) / sizeof(Element);
  for (std::size_t done = 0; done < elements.size();) {
    const philox::Block words = block(stream, first / per_block);
    do {
      elements[done++] = element(words, first++, static_cast<const Element*>(nullptr));
    } while (done < elements.size() && first % per_block != 0);
  }
}

#if defined(__x86_64__)

/// Cuts a range of draws into runs, which begin at a whole block.
template <auto count_run>
std::uint64_t count_runs(Stream stream, std::uint64_t first, std::uint64_t draws, std::uint64_t squared_radius) {
  const std::uint64_t head = std::min(draws, first % 2);
  std::uint64_t hits = portable_count(stream, first, head, squared_radius);
  first += head;
  draws -= head;
  while (draws > 0) {
    const std::uint64_t left_in_run = 2 * (run_blocks - first / 2 % run_blocks);
    const std::uint64_t part = std::min(draws, left_in_run);
    hits += count_run(philox_run(stream, first / 2), part, squared_radius);
    first += part;
    draws -= part;
  }
  return hits;
}

/// Cuts a range of elements into runs, which begin at a whole block.
template <auto fill_run, typename Element>
void fill_runs(Stream stream, std::uint64_t first, std::span<Element> elements) {
  constexpr std::uint64_t per_block = sizeof(philox::Block) / sizeof(Element);
  const std::uint64_t left_in_block = (per_block - first % per_block) % per_block;
  const std::size_t head = std::min<std::size_t>(elements.size(), left_in_block);
  portable_fill(stream, first, elements.first(head));
  first += head;
  elements = elements.subspan(head);
  while (!elements.empty()) {
    const std::uint64_t left_in_run = per_block * (run_blocks - first / per_block % run_blocks);
    const std::size_t part = std::min<std::size_t>(elements.size(), left_in_run);
    fill_run(philox_run(stream, first / per_block), elements.data(), part);
    first += part;
    elements = elements.subspan(part);
  }
}

#endif

/// Every set of loops there is in this build.
constexpr VectorKernels catalogue[] = {
    {InstructionSet::portable, portable_count, portable_fill<std::uint32_t>, portable_fill<double>},
#if defined(__x86_64__)
    {InstructionSet::avx2, count_runs<avx2::count_in_circle>, fill_runs<avx2::fill_words, std::uint32_t>,
     fill_runs<avx2::fill_doubles, double>},
    {InstructionSet::avx512, count_runs<avx512::count_in_circle>, fill_runs<avx512::fill_words, std::uint32_t>,
     fill_runs<avx512::fill_doubles, double>},
#endif
};

} // namespace

const VectorKernels& vector_kernels(InstructionSet set) {
  SWEEP_EXPECT(supported(set));
  const VectorKernels* found = std::ranges::find(catalogue, set, &VectorKernels::set);
  SWEEP_EXPECT(found != std::end(catalogue));
  return *found;
}

std::uint64_t squared_radius_threshold(double radius) {
  SWEEP_EXPECT(radius > 0 && radius <= 1);
  if (radius == 1) {
    return ~std::uint64_t{0};
  }
  // radius = mantissa 2^exponent with 53 bits, so that radius^2 2^64 = mantissa^2 2^(2 exponent + 64), exponent <= -53.
  __extension__ using Wide = unsigned __int128;
  int exponent = 0;
  const auto mantissa = static_cast<std::uint64_t>(std::ldexp(std::frexp(radius, &exponent), 53));
  const int shift = 2 * (53 - exponent) - 64;
  return shift >= 128 ? 0 : static_cast<std::uint64_t>((Wide{mantissa} * mantissa) >> shift);
}

} // namespace sweep
