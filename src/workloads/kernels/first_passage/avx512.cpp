#include <immintrin.h>

#include "workloads/kernels/first_passage/lane_walks.hpp"

namespace sweep {
namespace {

/// Eight walks a vector.
struct Avx512Walks {
  using Vector = __m512i;
  static constexpr unsigned lanes = 8;
  static constexpr unsigned groups = 6;

  static Vector broadcast(std::uint64_t value) { return _mm512_set1_epi64(static_cast<long long>(value)); }
  static Vector ones() { return broadcast(~std::uint64_t{0}); }
  static Vector lane_blocks() { return _mm512_setzero_si512(); } // each lane has its own
  static Vector add(Vector a, Vector b) { return _mm512_add_epi64(a, b); }
  static Vector subtract(Vector a, Vector b) { return _mm512_sub_epi64(a, b); }
  static Vector multiply(Vector a, Vector b) { return _mm512_mul_epu32(a, b); }
  static Vector high(Vector a) { return _mm512_castps_si512(_mm512_movehdup_ps(_mm512_castsi512_ps(a))); }
  static Vector exclusive_or(Vector a, Vector b) { return _mm512_xor_si512(a, b); }
  static Vector exclusive_or(Vector a, Vector b, Vector c) { return _mm512_ternarylogic_epi64(a, b, c, 0x96); }
  static Vector both(Vector a, Vector b) { return _mm512_and_si512(a, b); }
  static Vector either(Vector a, Vector b) { return _mm512_or_si512(a, b); }
  static Vector without(Vector a, Vector b) { return _mm512_andnot_si512(b, a); }
  static Vector select(Vector mask, Vector a, Vector b) { return _mm512_ternarylogic_epi64(mask, a, b, 0xCA); }
  template <int bits>
  static Vector left(Vector a) {
    return _mm512_slli_epi64(a, bits);
  }
  static Vector equal(Vector a, Vector b) { return _mm512_movm_epi64(_mm512_cmpeq_epi64_mask(a, b)); }
  static Vector is_zero(Vector a) { return _mm512_movm_epi64(_mm512_testn_epi64_mask(a, a)); }
  static Vector less_signed(Vector a, Vector b) { return _mm512_movm_epi64(_mm512_cmplt_epi64_mask(a, b)); }
  static unsigned lanes_of(Vector mask) {
    return static_cast<unsigned>(__builtin_popcount(_mm512_movepi64_mask(mask)));
  }
  static Vector ranks(Vector mask) {
    return _mm512_maskz_expand_epi64(_mm512_movepi64_mask(mask), _mm512_setr_epi64(0, 1, 2, 3, 4, 5, 6, 7));
  }
  static std::uint64_t sum(Vector a) { return static_cast<std::uint64_t>(_mm512_reduce_add_epi64(a)); }
  static Vector join(Vector low, Vector high) {
    return _mm512_castps_si512(_mm512_mask_moveldup_ps(_mm512_castsi512_ps(low), 0xAAAA, _mm512_castsi512_ps(high)));
  }

  static Vector fields(unsigned value) { return _mm512_set1_epi16(static_cast<short>(value)); }
  static Vector threshold(unsigned up) { return fields(up); }
  static Vector positions(Vector from, Vector bits, Vector up) {
    Vector sums = _mm512_mask_blend_epi16(_mm512_cmplt_epu16_mask(bits, up), fields(0xFFFF), fields(1));
    sums = _mm512_add_epi16(sums, left<16>(sums));
    return _mm512_add_epi16(_mm512_add_epi16(sums, left<32>(sums)), from);
  }
  static Vector last_field(Vector a) {
    return _mm512_shuffle_epi8(a, _mm512_set4_epi32(0x0F0E0F0E, 0x0F0E0F0E, 0x07060706, 0x07060706));
  }
  static bool any_ended(Vector first, Vector second, Vector inside, Vector done, Vector all) {
    return (_mm512_cmpgt_epu16_mask(first, inside) | _mm512_cmpgt_epu16_mask(second, inside) |
            _mm512_cmpeq_epi64_mask(done, all)) != 0;
  }
  static Vector beyond(Vector position, Vector inside) {
    return _mm512_movm_epi16(_mm512_cmpgt_epu16_mask(position, inside));
  }
  static Vector below(Vector position) { return _mm512_movm_epi16(_mm512_movepi16_mask(position)); }
  static Vector fields_of(Vector mask) { return _mm512_sad_epu8(both(mask, fields(1)), _mm512_setzero_si512()); }
};

} // namespace

Passages avx512::pass(const PhiloxRun& run, const Walks& walks, std::uint64_t count, const WalkPause& pause) {
  return pass_run<Avx512Walks>(run, walks, count, pause);
}

} // namespace sweep
