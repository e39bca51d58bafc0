#include <immintrin.h>

#include "workloads/kernels/first_passage/lane_walks.hpp"

namespace sweep {
namespace {

/// Four walks a vector. Comparisons of this set are signed; positions beyond 2^15 there are none.
struct Avx2Walks {
  using Vector = __m256i;
  static constexpr unsigned lanes = 4;
  static constexpr unsigned groups = 5;

  static Vector broadcast(std::uint64_t value) { return _mm256_set1_epi64x(static_cast<long long>(value)); }
  static Vector ones() { return broadcast(~std::uint64_t{0}); }
  static Vector lane_blocks() { return _mm256_setzero_si256(); } // each lane has its own
  static Vector add(Vector a, Vector b) { return _mm256_add_epi64(a, b); }
  static Vector subtract(Vector a, Vector b) { return _mm256_sub_epi64(a, b); }
  static Vector multiply(Vector a, Vector b) { return _mm256_mul_epu32(a, b); }
  static Vector high(Vector a) { return _mm256_srli_epi64(a, 32); }
  static Vector exclusive_or(Vector a, Vector b) { return _mm256_xor_si256(a, b); }
  static Vector exclusive_or(Vector a, Vector b, Vector c) { return _mm256_xor_si256(a, _mm256_xor_si256(b, c)); }
  static Vector both(Vector a, Vector b) { return _mm256_and_si256(a, b); }
  static Vector either(Vector a, Vector b) { return _mm256_or_si256(a, b); }
  static Vector without(Vector a, Vector b) { return _mm256_andnot_si256(b, a); }
  static Vector select(Vector mask, Vector a, Vector b) { return _mm256_blendv_epi8(b, a, mask); }
  template <int bits>
  static Vector left(Vector a) {
    return _mm256_slli_epi64(a, bits);
  }
  static Vector equal(Vector a, Vector b) { return _mm256_cmpeq_epi64(a, b); }
  static Vector is_zero(Vector a) { return _mm256_cmpeq_epi64(a, _mm256_setzero_si256()); }
  static Vector less_signed(Vector a, Vector b) { return _mm256_cmpgt_epi64(b, a); }
  static unsigned lanes_of(Vector mask) {
    const int bits = _mm256_movemask_pd(_mm256_castsi256_pd(mask));
    return static_cast<unsigned>((bits & 1) + (bits >> 1 & 1) + (bits >> 2 & 1) + (bits >> 3));
  }
  static Vector ranks(Vector mask) { // of each lane: minus the lanes of the mask before it
    const Vector zero = _mm256_setzero_si256();
    const Vector one_on = _mm256_blend_epi32(_mm256_permute4x64_epi64(mask, 0x90), zero, 0x03);
    const Vector pairs = add(one_on, _mm256_blend_epi32(_mm256_permute4x64_epi64(one_on, 0x90), zero, 0x03));
    return subtract(zero, add(pairs, _mm256_permute2x128_si256(pairs, pairs, 0x08)));
  }
  static std::uint64_t sum(Vector a) {
    alignas(32) std::uint64_t lane[lanes];
    _mm256_store_si256(reinterpret_cast<__m256i*>(lane), a);
    return lane[0] + lane[1] + lane[2] + lane[3];
  }
  static Vector join(Vector low, Vector high) { return _mm256_blend_epi32(low, left<32>(high), 0xAA); }

  static Vector fields(unsigned value) { return _mm256_set1_epi16(static_cast<short>(value)); }
  static Vector threshold(unsigned up) { return fields(up ^ 0x8000); }
  static Vector positions(Vector from, Vector bits, Vector up) {
    const Vector is_up = _mm256_cmpgt_epi16(up, _mm256_xor_si256(bits, fields(0x8000)));
    Vector sums = _mm256_sub_epi16(fields(0xFFFF), _mm256_add_epi16(is_up, is_up));
    sums = _mm256_add_epi16(sums, left<16>(sums));
    return _mm256_add_epi16(_mm256_add_epi16(sums, left<32>(sums)), from);
  }
  static Vector last_field(Vector a) {
    const long long low = 0x0706070607060706;
    const long long high = 0x0F0E0F0E0F0E0F0E;
    return _mm256_shuffle_epi8(a, _mm256_setr_epi64x(low, high, low, high));
  }
  static Vector beyond(Vector position, Vector inside) {
    return either(_mm256_cmpgt_epi16(position, inside), below(position));
  }
  static Vector below(Vector position) { return _mm256_srai_epi16(position, 15); }
  static bool any_ended(Vector first, Vector second, Vector inside, Vector done, Vector all) {
    const Vector high = either(_mm256_cmpgt_epi16(first, inside), _mm256_cmpgt_epi16(second, inside));
    const Vector low = both(either(first, second), fields(0x8000));
    const Vector ended = either(either(high, low), equal(done, all));
    return _mm256_testz_si256(ended, ended) == 0;
  }
  static Vector fields_of(Vector mask) { return _mm256_sad_epu8(both(mask, fields(1)), _mm256_setzero_si256()); }
};

} // namespace

Passages avx2::pass(const PhiloxRun& run, const Walks& walks, std::uint64_t count, const WalkPause& pause) {
  return pass_run<Avx2Walks>(run, walks, count, pause);
}

} // namespace sweep
