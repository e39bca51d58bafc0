#include <immintrin.h>

#include "workloads/kernels/ising/lane_spins.hpp"

namespace sweep {
namespace {

/// Four words of spins a vector.
struct Avx2Spins {
  using Vector = __m256i;
  static constexpr unsigned lanes = 4;
  static constexpr unsigned groups = 6;

  static Vector broadcast(std::uint64_t value) { return _mm256_set1_epi64x(static_cast<long long>(value)); }
  static Vector lane_blocks() { return _mm256_setr_epi64x(0, 1, 2, 3); }
  static Vector add(Vector a, Vector b) { return _mm256_add_epi64(a, b); }
  static Vector multiply(Vector a, Vector b) { return _mm256_mul_epu32(a, b); }
  static Vector high(Vector a) { return _mm256_srli_epi64(a, 32); }
  static Vector exclusive_or(Vector a, Vector b) { return _mm256_xor_si256(a, b); }
  static Vector exclusive_or(Vector a, Vector b, Vector c) { return _mm256_xor_si256(a, _mm256_xor_si256(b, c)); }
  static Vector both(Vector a, Vector b) { return _mm256_and_si256(a, b); }
  static Vector either(Vector a, Vector b) { return _mm256_or_si256(a, b); }
  static Vector negated(Vector a) { return exclusive_or(a, broadcast(~std::uint64_t{0})); }
  static Vector select(Vector mask, Vector a, Vector b) { return either(both(mask, a), _mm256_andnot_si256(mask, b)); }
  static Vector join(Vector low, Vector high) { return _mm256_blend_epi32(low, _mm256_slli_epi64(high, 32), 0xAA); }

  static Vector load(const std::uint64_t* words) { return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(words)); }
  static void store(std::uint64_t* words, Vector a) { _mm256_storeu_si256(reinterpret_cast<__m256i*>(words), a); }
  static Vector rotate(Vector a, unsigned right) {
    return either(_mm256_srl_epi64(a, _mm_cvtsi32_si128(static_cast<int>(right))),
                  _mm256_sll_epi64(a, _mm_cvtsi32_si128(static_cast<int>(64 - right))));
  }
  static bool any(Vector a) { return _mm256_testz_si256(a, a) == 0; }
  /// Bits: less than the chance's, or equal and `less`.
  static Vector less_or_equal_and(Vector bits, Vector chance, Vector less) {
    const Vector differ = exclusive_or(bits, chance);
    return either(_mm256_andnot_si256(differ, less), both(differ, chance));
  }
  static Vector equal_and(Vector bits, Vector chance, Vector equal) {
    return _mm256_andnot_si256(exclusive_or(bits, chance), equal);
  }
  /// The set bits of each byte.
  static Vector count_bytes(Vector a) {
    const Vector counts = _mm256_setr_epi8(0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4, //
                                           0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4);
    const Vector nibble = _mm256_set1_epi8(0x0F);
    return _mm256_add_epi8(_mm256_shuffle_epi8(counts, both(a, nibble)),
                           _mm256_shuffle_epi8(counts, both(_mm256_srli_epi16(a, 4), nibble)));
  }
  static Vector count_weighted(Vector ones, Vector twos, Vector fours) {
    const Vector high = _mm256_add_epi8(count_bytes(twos), _mm256_slli_epi16(count_bytes(fours), 1));
    return _mm256_sad_epu8(_mm256_add_epi8(count_bytes(ones), _mm256_add_epi8(high, high)), _mm256_setzero_si256());
  }
  static std::uint64_t sum(Vector a) {
    alignas(32) std::uint64_t lane[lanes];
    _mm256_store_si256(reinterpret_cast<__m256i*>(lane), a);
    return lane[0] + lane[1] + lane[2] + lane[3];
  }
};

} // namespace

std::uint64_t avx2::sweep_half(const PhiloxRun& run, const HalfSweep& half) {
  return sweep_half_of<Avx2Spins>(run, half);
}

} // namespace sweep
