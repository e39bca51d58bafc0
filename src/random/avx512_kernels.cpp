#include <immintrin.h>

#include "random/lane_kernels.hpp"

namespace sweep {
namespace {

/// Eight blocks a vector. The mask of a comparison lives in a mask register.
struct Avx512Lanes {
  using Vector = __m512i;
  using Mask = __mmask8;
  static constexpr unsigned lanes = 8;
  static constexpr unsigned groups = 6;

  static Vector broadcast(std::uint64_t value) { return _mm512_set1_epi64(static_cast<long long>(value)); }
  /// The distance of each lane's block from the first: even lanes hold the first half, which is what `store` needs.
  static Vector lane_blocks() { return _mm512_setr_epi64(0, 4, 1, 5, 2, 6, 3, 7); }
  static Vector add(Vector a, Vector b) { return _mm512_add_epi64(a, b); }
  static Vector multiply(Vector a, Vector b) { return _mm512_mul_epu32(a, b); }
  static Vector high(Vector a) { return _mm512_castps_si512(_mm512_movehdup_ps(_mm512_castsi512_ps(a))); }
  static Vector exclusive_or(Vector a, Vector b) { return _mm512_xor_si512(a, b); }
  static Vector exclusive_or(Vector a, Vector b, Vector c) { return _mm512_ternarylogic_epi64(a, b, c, 0x96); }

  static Mask less(Vector a, Vector b) { return _mm512_cmplt_epu64_mask(a, b); }
  static Mask both(Mask a, Mask b) { return static_cast<Mask>(a & b); }
  static Mask inside(Vector x, Vector y, Vector squared_radius) {
    const Vector xx = multiply(x, x);
    const Vector sum = add(xx, multiply(y, y));
    const Mask not_carried = _mm512_cmple_epu64_mask(xx, sum);
    return _mm512_mask_cmple_epu64_mask(not_carried, sum, squared_radius);
  }
  static Vector count(Vector hits, Mask mask) { return _mm512_mask_sub_epi64(hits, mask, hits, _mm512_set1_epi64(-1)); }
  static std::uint64_t sum(Vector hits) { return static_cast<std::uint64_t>(_mm512_reduce_add_epi64(hits)); }

  /// The 64-bit halves of the lanes' blocks, words 0 and 1 first, in the order of the stream.
  struct Halves {
    Vector first;
    Vector second;
  };
  static Vector join(Vector low, Vector high) {
    return _mm512_castps_si512(_mm512_mask_moveldup_ps(_mm512_castsi512_ps(low), 0xAAAA, _mm512_castsi512_ps(high)));
  }
  static Halves halves(Vector x0, Vector p1, Vector x2, Vector p0) {
    const Vector even = join(x0, p1);
    const Vector odd = join(x2, p0);
    return {_mm512_unpacklo_epi64(even, odd), _mm512_unpackhi_epi64(even, odd)};
  }
  static void store(Vector x0, Vector p1, Vector x2, Vector p0, std::uint32_t* words) {
    const Halves h = halves(x0, p1, x2, p0);
    _mm512_storeu_si512(words, h.first);
    _mm512_storeu_si512(words + 16, h.second);
  }
  static __m512d to_doubles(Vector bits) {
    return _mm512_mul_pd(_mm512_cvtepu64_pd(_mm512_srli_epi64(bits, 11)), _mm512_set1_pd(0x1p-53));
  }
  static void store(Vector x0, Vector p1, Vector x2, Vector p0, double* doubles) {
    const Halves h = halves(x0, p1, x2, p0);
    _mm512_storeu_pd(doubles, to_doubles(h.first));
    _mm512_storeu_pd(doubles + 8, to_doubles(h.second));
  }
};

} // namespace

std::uint64_t avx512::count_in_circle(const PhiloxRun& run, std::uint64_t draws, std::uint64_t squared_radius) {
  return count_run<Avx512Lanes>(run, draws, squared_radius);
}

void avx512::fill_words(const PhiloxRun& run, std::uint32_t* words, std::size_t count) {
  fill_run<Avx512Lanes>(run, words, count);
}

void avx512::fill_doubles(const PhiloxRun& run, double* doubles, std::size_t count) {
  fill_run<Avx512Lanes>(run, doubles, count);
}

} // namespace sweep
