#include <immintrin.h>

#include "workloads/kernels/ising/lane_spins.hpp"

namespace sweep {
namespace {

/// Eight words of spins a vector.
struct Avx512Spins {
  using Vector = __m512i;
  static constexpr unsigned lanes = 8;
  static constexpr unsigned groups = 6;

  static Vector broadcast(std::uint64_t value) { return _mm512_set1_epi64(static_cast<long long>(value)); }
  static Vector lane_blocks() { return _mm512_setr_epi64(0, 1, 2, 3, 4, 5, 6, 7); }
  static Vector add(Vector a, Vector b) { return _mm512_add_epi64(a, b); }
  static Vector multiply(Vector a, Vector b) { return _mm512_mul_epu32(a, b); }
  static Vector high(Vector a) { return _mm512_castps_si512(_mm512_movehdup_ps(_mm512_castsi512_ps(a))); }
  static Vector exclusive_or(Vector a, Vector b) { return _mm512_xor_si512(a, b); }
  static Vector exclusive_or(Vector a, Vector b, Vector c) { return _mm512_ternarylogic_epi64(a, b, c, 0x96); }
  static Vector both(Vector a, Vector b) { return _mm512_and_si512(a, b); }
  static Vector either(Vector a, Vector b) { return _mm512_or_si512(a, b); }
  static Vector negated(Vector a) { return _mm512_ternarylogic_epi64(a, a, a, 0x0F); }
  static Vector select(Vector mask, Vector a, Vector b) { return _mm512_ternarylogic_epi64(mask, a, b, 0xCA); }
  static Vector join(Vector low, Vector high) {
    return _mm512_castps_si512(_mm512_mask_moveldup_ps(_mm512_castsi512_ps(low), 0xAAAA, _mm512_castsi512_ps(high)));
  }

  static Vector load(const std::uint64_t* words) { return _mm512_loadu_si512(words); }
  static void store(std::uint64_t* words, Vector a) { _mm512_storeu_si512(words, a); }
  static Vector rotate(Vector a, unsigned right) { return _mm512_rorv_epi64(a, broadcast(right)); }
  static bool any(Vector a) { return _mm512_test_epi64_mask(a, a) != 0; }
  /// Bits: less than the chance's, or equal and `less`.
  static Vector less_or_equal_and(Vector bits, Vector chance, Vector less) {
    return _mm512_ternarylogic_epi64(bits, chance, less, 0x8E);
  }
  static Vector equal_and(Vector bits, Vector chance, Vector equal) {
    return _mm512_ternarylogic_epi64(bits, chance, equal, 0x82);
  }
  /// The set bits of each byte.
  static Vector count_bytes(Vector a) {
    const Vector counts = _mm512_set4_epi32(0x04030302, 0x03020201, 0x03020201, 0x02010100);
    const Vector nibble = _mm512_set1_epi8(0x0F);
    return _mm512_add_epi8(_mm512_shuffle_epi8(counts, both(a, nibble)),
                           _mm512_shuffle_epi8(counts, both(_mm512_srli_epi16(a, 4), nibble)));
  }
  static Vector count_weighted(Vector ones, Vector twos, Vector fours) {
    const Vector high = _mm512_add_epi8(count_bytes(twos), _mm512_slli_epi16(count_bytes(fours), 1));
    return _mm512_sad_epu8(_mm512_add_epi8(count_bytes(ones), _mm512_add_epi8(high, high)), _mm512_setzero_si512());
  }
  static std::uint64_t sum(Vector a) { return static_cast<std::uint64_t>(_mm512_reduce_add_epi64(a)); }
};

} // namespace

std::uint64_t avx512::sweep_half(const PhiloxRun& run, const HalfSweep& half) {
  return sweep_half_of<Avx512Spins>(run, half);
}

} // namespace sweep
