/* For a kernel of yours in C++ that counts points in the unit square, as fast as the processor can: count_points(), at
 * the end. Point i of a stream is of block i / 2: (x, y) are its words 0 and 1 for even i, 2 and 3 for odd i, in steps
 * of 2^-32. `inside(x, y)` is called with single numbers and with vectors of them, so it takes `auto`; square() of
 * either is exact, in 64 bits. */
/* NOLINTBEGIN: vectors as compilers have them. */
#ifndef SWEEP_POINTS_H
#define SWEEP_POINTS_H

#include "sweep_kernel.h"

namespace sweep_points {

inline uint64_t square(uint32_t value) {
  return (uint64_t)value * value;
}

template <class Inside>
uint64_t count_each(sweep_stream stream, uint64_t first, uint64_t count, const Inside& inside) {
  uint64_t hits = 0;
  if (count > 0 && first % 2 == 1) {
    const sweep_block block = sweep_random_block(stream, first / 2);
    hits += (uint64_t)inside(block.word[2], block.word[3]);
    ++first;
    --count;
  }
  for (; count >= 2; first += 2, count -= 2) {
    const sweep_block block = sweep_random_block(stream, first / 2);
    hits += (uint64_t)inside(block.word[0], block.word[1]);
    hits += (uint64_t)inside(block.word[2], block.word[3]);
  }
  if (count > 0) {
    const sweep_block block = sweep_random_block(stream, first / 2);
    hits += (uint64_t)inside(block.word[0], block.word[1]);
  }
  return hits;
}

#if defined(__GNUC__) && defined(__AVX2__)
/* `product` is of the low halves. Clang makes it of what it is; g++ is told (without <immintrin.h>, which takes long).
 */
#define SWEEP_INLINE __attribute__((always_inline)) inline
#if defined(__AVX512F__)
enum { width = 8, groups = 6 };
typedef uint64_t Lanes __attribute__((vector_size(64)));
typedef int Halves __attribute__((vector_size(64)));
typedef long long Signed __attribute__((vector_size(64)));
SWEEP_INLINE Lanes numbers() {
  return Lanes{0, 1, 2, 3, 4, 5, 6, 7};
}
#else
enum { width = 4, groups = 5 };
typedef uint64_t Lanes __attribute__((vector_size(32)));
typedef int Halves __attribute__((vector_size(32)));
SWEEP_INLINE Lanes numbers() {
  return Lanes{0, 1, 2, 3};
}
#endif
SWEEP_INLINE Lanes high(Lanes a) {
  return a >> 32;
}
SWEEP_INLINE Lanes product(Lanes a, Lanes b) {
#if defined(__clang__)
  return (a & 0xFFFFFFFFU) * (b & 0xFFFFFFFFU);
#elif defined(__AVX512F__)
  return (Lanes)__builtin_ia32_pmuludq512_mask((Halves)a, (Halves)b, Signed{}, 0xFF);
#else
  return (Lanes)__builtin_ia32_pmuludq256((Halves)a, (Halves)b);
#endif
}

/* A 32-bit number in the low half of each lane; what is in the high halves means nothing. */
struct Numbers {
  Lanes low;
};
SWEEP_INLINE Lanes square(Numbers value) {
  return product(value.low, value.low);
}

/* Blocks whose numbers have the same high half: so much of the first three rounds is the same for all of them. */
struct Run {
  uint64_t round1, round2_even, round2_odd, round3_odd, keys[10][2];
  Run(sweep_stream stream, uint64_t block) {
    keys[0][0] = (uint32_t)stream.seed;
    keys[0][1] = (uint32_t)(stream.seed >> 32);
    for (int round = 1; round < 10; ++round) {
      keys[round][0] = (uint32_t)(keys[round - 1][0] + 0x9E3779B9U);
      keys[round][1] = (uint32_t)(keys[round - 1][1] + 0xBB67AE85U);
    }
    const uint64_t product1 = (uint64_t)0xCD9E8D57U * (uint32_t)stream.setting;
    const uint64_t product2 = 0xD2511F53U * ((product1 >> 32) ^ (block >> 32) ^ keys[0][0]);
    round1 = (stream.setting >> 32) ^ keys[0][1];
    round2_even = (uint32_t)product1 ^ keys[1][0];
    round2_odd = (product2 >> 32) ^ keys[1][1];
    round3_odd = (uint32_t)product2 ^ keys[2][1];
  }
};

/* Hits of the points of `width` blocks a group from `products` on: 0xD2511F53 times the numbers of the first group's
 * blocks. Only points below `end` count, of those of the step; all of them where it is `whole`. */
template <bool whole, class Inside>
SWEEP_INLINE Lanes count_step(const Run& run, Lanes products, Lanes hits, uint64_t end, const Inside& inside) {
  const Lanes zero = {};
  const Lanes multiplier0 = zero + 0xD2511F53U;
  const Lanes multiplier1 = zero + 0xCD9E8D57U;
  Lanes x0[groups], p1[groups], x2[groups], p0[groups];
#pragma GCC unroll 16
  for (unsigned g = 0; g < groups; ++g) {
    const Lanes round1 = products + (uint64_t)0xD2511F53U * g * width;
    p1[g] = product(high(round1) ^ run.round1, multiplier1);
    x0[g] = high(p1[g]) ^ run.round2_even;
    x2[g] = round1 ^ run.round2_odd;
  }
#pragma GCC unroll 16
  for (int round = 2; round < 10; ++round) {
#pragma GCC unroll 16
    for (unsigned g = 0; g < groups; ++g) {
      const Lanes product0 = product(x0[g], multiplier0);
      const Lanes product1 = product(x2[g], multiplier1);
      x0[g] = high(product1) ^ p1[g] ^ run.keys[round][0];
      x2[g] = round == 2 ? high(product0) ^ run.round3_odd : high(product0) ^ p0[g] ^ run.keys[round][1];
      p1[g] = product1;
      p0[g] = product0;
    }
  }
#pragma GCC unroll 16
  for (unsigned g = 0; g < groups; ++g) {
    const Lanes point = 2 * (numbers() + g * width);
    const auto even = inside(Numbers{x0[g]}, Numbers{p1[g]});
    const auto odd = inside(Numbers{x2[g]}, Numbers{p0[g]});
    hits -= (Lanes)(whole ? even : even & (point < end));
    hits -= (Lanes)(whole ? odd : odd & (point + 1 < end));
  }
  return hits;
}

/* The same of all points [0, count) of a run that begins at block `block`. */
template <class Inside>
uint64_t count_run(sweep_stream stream, uint64_t block, uint64_t count, const Inside& inside) {
  const uint64_t step = 2 * groups * width;
  const Run run(stream, block);
  Lanes hits = {};
  Lanes products = product(numbers() + (uint64_t)(uint32_t)block, hits + 0xD2511F53U);
  for (; count >= step; count -= step, products += (uint64_t)0xD2511F53U * groups * width) {
    hits = count_step<true>(run, products, hits, step, inside);
  }
  if (count > 0) {
    hits = count_step<false>(run, products, hits, count, inside);
  }
  uint64_t sum = 0;
  for (unsigned lane = 0; lane < width; ++lane) {
    sum += hits[lane];
  }
  return sum;
}
#endif

/* How many of the points first ... first + count - 1 of `stream` are inside. */
template <class Inside>
uint64_t count_points(sweep_stream stream, uint64_t first, uint64_t count, const Inside& inside) {
#if defined(__GNUC__) && defined(__AVX2__)
  const uint64_t head = count < first % 2 ? count : first % 2;
  uint64_t hits = count_each(stream, first, head, inside);
  first += head;
  count -= head;
  while (count > 0) {
    const uint64_t in_run = 2 * (((uint64_t)1 << 32) - first / 2 % ((uint64_t)1 << 32));
    const uint64_t part = count < in_run ? count : in_run;
    hits += count_run(stream, first / 2, part, inside);
    first += part;
    count -= part;
  }
  return hits;
#else
  return count_each(stream, first, count, inside);
#endif
}

} /* namespace sweep_points */

#undef SWEEP_INLINE
#endif
/* NOLINTEND */
