#include <immintrin.h>

#include "random/lane_kernels.hpp"

namespace sweep {
namespace {

/// Four blocks a vector. The mask of a comparison is a vector of lanes that are all ones or all zeros, and comparisons
/// are signed: both sides have their top bit flipped to compare unsigned numbers.
struct Avx2Lanes {
  using Vector = __m256i;
  using Mask = __m256i;
  static constexpr unsigned lanes = 4;
  static constexpr unsigned groups = 5;

  static Vector broadcast(std::uint64_t value) { return _mm256_set1_epi64x(static_cast<long long>(value)); }
  /// The distance of each lane's block from the first: even lanes hold the first half, which is what `store` needs.
  static Vector lane_blocks() { return _mm256_setr_epi64x(0, 2, 1, 3); }
  static Vector add(Vector a, Vector b) { return _mm256_add_epi64(a, b); }
  static Vector multiply(Vector a, Vector b) { return _mm256_mul_epu32(a, b); }
  static Vector high(Vector a) { return _mm256_srli_epi64(a, 32); }
  static Vector exclusive_or(Vector a, Vector b) { return _mm256_xor_si256(a, b); }
  static Vector exclusive_or(Vector a, Vector b, Vector c) { return _mm256_xor_si256(a, _mm256_xor_si256(b, c)); }

  static Vector flip(Vector a) { return _mm256_xor_si256(a, broadcast(std::uint64_t{1} << 63)); }
  static Mask less(Vector a, Vector b) { return _mm256_cmpgt_epi64(flip(b), flip(a)); }
  static Mask both(Mask a, Mask b) { return _mm256_and_si256(a, b); }
  static Mask inside(Vector x, Vector y, Vector squared_radius) {
    const Vector xx = flip(multiply(x, x));
    const Vector sum = add(xx, multiply(y, y)); // flipped as well
    const Vector carried = _mm256_cmpgt_epi64(xx, sum);
    const Vector beyond = _mm256_cmpgt_epi64(sum, flip(squared_radius));
    return _mm256_andnot_si256(_mm256_or_si256(carried, beyond), broadcast(~std::uint64_t{0}));
  }
  static Vector count(Vector hits, Mask mask) { return _mm256_sub_epi64(hits, mask); }
  static std::uint64_t sum(Vector hits) {
    alignas(32) std::uint64_t lane[lanes];
    _mm256_store_si256(reinterpret_cast<__m256i*>(lane), hits);
    return lane[0] + lane[1] + lane[2] + lane[3];
  }

  static void store(Vector x0, Vector p1, Vector x2, Vector p0, std::uint32_t* words) {
    const Vector even = _mm256_blend_epi32(x0, _mm256_slli_epi64(p1, 32), 0xAA);
    const Vector odd = _mm256_blend_epi32(x2, _mm256_slli_epi64(p0, 32), 0xAA);
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(words), _mm256_unpacklo_epi64(even, odd));
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(words + 8), _mm256_unpackhi_epi64(even, odd));
  }
  /// The 53 bits high * 2^21 + (low >> 11), times 2^-53, without a conversion: the two parts are put under the
  /// exponents of 2^20 and 2^-1, whose last places are 2^-32 and 2^-53, and 2^20 + 2^-1 is taken off. No step rounds.
  static __m256d to_doubles(Vector low, Vector high) {
    const Vector upper = _mm256_blend_epi32(high, _mm256_castpd_si256(_mm256_set1_pd(0x1p20)), 0xAA);
    const Vector lower =
        _mm256_blend_epi32(_mm256_srli_epi32(low, 11), _mm256_castpd_si256(_mm256_set1_pd(0x1p-1)), 0xAA);
    return _mm256_add_pd(_mm256_sub_pd(_mm256_castsi256_pd(upper), _mm256_set1_pd(0x1p20 + 0x1p-1)),
                         _mm256_castsi256_pd(lower));
  }
  static void store(Vector x0, Vector p1, Vector x2, Vector p0, double* doubles) {
    const __m256d even = to_doubles(x0, p1);
    const __m256d odd = to_doubles(x2, p0);
    _mm256_storeu_pd(doubles, _mm256_unpacklo_pd(even, odd));
    _mm256_storeu_pd(doubles + 4, _mm256_unpackhi_pd(even, odd));
  }
};

} // namespace

std::uint64_t avx2::count_in_circle(const PhiloxRun& run, std::uint64_t draws, std::uint64_t squared_radius) {
  return count_run<Avx2Lanes>(run, draws, squared_radius);
}

void avx2::fill_words(const PhiloxRun& run, std::uint32_t* words, std::size_t count) {
  fill_run<Avx2Lanes>(run, words, count);
}

void avx2::fill_doubles(const PhiloxRun& run, double* doubles, std::size_t count) {
  fill_run<Avx2Lanes>(run, doubles, count);
}

} // namespace sweep
