/* A kernel of yours for workload `monte_carlo` of sweep: in C or C++, this header is all it needs.
 *
 * Define the six functions below (and the seventh if you know the answer), and name the file in a campaign:
 *
 *     kernel = "mine.cpp"    compiled at first use, with the flags of sweep's build and its instruction set
 *     kernel = "mine.so"     cc -O3 -fPIC -shared -I.../src/workloads/kernels mine.c -o mine.so
 *
 * A draw is a function of (seed, setting, draw) alone: sweep hands draws to ranks and threads as it likes, and all must
 the same bits. So: no state between calls, no randomness but the stream's, no clock, no files. Any thread calls
 * any function, several at once. Before it is timed, sweep checks all that in processes apart. */
/* NOLINTBEGIN: most of it is C. */
#ifndef SWEEP_KERNEL_H
#define SWEEP_KERNEL_H

#include <stdint.h>
#include <string.h>

#define SWEEP_KERNEL_VERSION 1

/* The random numbers of a setting. Its number is below 2^53. */
typedef struct sweep_stream {
  uint64_t seed;
  uint64_t setting;
} sweep_stream;

/* A parameter of a setting: a radius. A value is above `above`, at most `maximum`; `from` and `to` are where an axis
 * begins and ends that nobody gives an end, and `from` is the value where it is no axis. Exactly one is `swept`: that
 * which `settings = 1000` alone spreads. */
typedef struct sweep_parameter {
  const char* name; /* small letters, digits, underscores */
  const char* unit; /* "1" for none */
  const char* help;
  double above;
  double maximum;
  double from;
  double to;
  int swept;
} sweep_parameter;

/* A mean, and the standard deviation of that mean. */
typedef struct sweep_estimate {
  double mean;
  double standard_error;
} sweep_estimate;

#ifdef __cplusplus
extern "C" {
#endif

/* SWEEP_KERNEL_VERSION of this header. */
int sweep_kernel_version(void);

/* What it estimates, in some words, for a table. */
const char* sweep_kernel_name(void);

/* How many parameters a setting has, 1 to 8, and where they are described as long as the program runs. */
int sweep_kernel_parameters(const sweep_parameter** parameters);

/* How many 64-bit words a setting accumulates, 1 to 8. They begin as zero bits: counts, or the bits of doubles. */
int sweep_kernel_words(void);

/* Adds the draws first ... first + count - 1 of `stream` to `words`. `setting` has a value a parameter. Calls for a
 * setting come in ascending order, but cut anywhere: the same words must come of [0, 9) and of [0, 4) with [4, 9).
 * Counts do so, and doubles where each draw is added to the word in turn (sweep_add). */
void sweep_kernel_accumulate(sweep_stream stream, const double* setting, uint64_t first, uint64_t count,
                             uint64_t* words);

/* What `words`, of `draws` draws, say. */
sweep_estimate sweep_kernel_estimate(const uint64_t* words, const double* setting, uint64_t draws);

/* Optional: 1, and what estimates are normally distributed around; 0 where that is not known, or the draws are too few
 * for it (of hits, from a variance of 50 on). By it every run judges the standard errors of your estimates, too. */
int sweep_kernel_expected(const double* setting, uint64_t draws, sweep_estimate* expected);

#ifdef __cplusplus
}
#endif

/* A word that holds a double. */
static inline double sweep_double(uint64_t word) {
  double value;
  memcpy(&value, &word, sizeof value);
  return value;
}

static inline void sweep_add(uint64_t* word, double value) {
  const double sum = sweep_double(*word) + value;
  memcpy(word, &sum, sizeof sum);
}

/* Random bits by number: block `index` of a stream, of Philox4x32-10 (Salmon et al., SC'11). */
typedef struct sweep_block {
  uint32_t word[4];
} sweep_block;

static inline sweep_block sweep_random_block(sweep_stream stream, uint64_t index) {
  uint32_t c0 = (uint32_t)index;
  uint32_t c1 = (uint32_t)(index >> 32);
  uint32_t c2 = (uint32_t)stream.setting;
  uint32_t c3 = (uint32_t)(stream.setting >> 32);
  uint32_t key0 = (uint32_t)stream.seed;
  uint32_t key1 = (uint32_t)(stream.seed >> 32);
  int round;
  sweep_block block;
  for (round = 0; round < 10; ++round) {
    const uint64_t product0 = (uint64_t)0xD2511F53U * c0;
    const uint64_t product1 = (uint64_t)0xCD9E8D57U * c2;
    c0 = (uint32_t)(product1 >> 32) ^ c1 ^ key0;
    c2 = (uint32_t)(product0 >> 32) ^ c3 ^ key1;
    c1 = (uint32_t)product1;
    c3 = (uint32_t)product0;
    key0 += 0x9E3779B9U;
    key1 += 0xBB67AE85U;
  }
  block.word[0] = c0;
  block.word[1] = c1;
  block.word[2] = c2;
  block.word[3] = c3;
  return block;
}

/* A double in [0, 1) of 64 random bits: a multiple of 2^-53. */
static inline double sweep_uniform(uint64_t bits) {
  return (double)(bits >> 11) * (1.0 / 9007199254740992.0);
}

/* Random numbers one after the other, as many as a draw needs (2^26 at most): each draw (below 2^50) has a sequence of
 * its own. Block p of draw d is block d + 2^50 (p mod 2^14) of the setting + 2^53 (p / 2^14). Who takes numbers so must
 * not take blocks by number as well: they are the same bits. */
typedef struct sweep_generator {
  sweep_stream stream;
  uint64_t draw;
  uint64_t given; /* 64-bit numbers so far */
  sweep_block block;
  uint32_t half;
  int has_half;
} sweep_generator;

static inline void sweep_begin_draw(sweep_generator* generator, sweep_stream stream, uint64_t draw) {
  generator->stream = stream;
  generator->draw = draw;
  generator->given = 0;
  generator->has_half = 0;
}

static inline uint64_t sweep_next_uint64(void* state) {
  sweep_generator* const generator = (sweep_generator*)state;
  const unsigned second = (unsigned)(generator->given % 2);
  if (second == 0) {
    const uint64_t block = generator->given / 2;
    sweep_stream stream = generator->stream;
    stream.setting |= (block >> 14) << 53;
    generator->block = sweep_random_block(stream, generator->draw | (block & 0x3FFFU) << 50);
  }
  ++generator->given;
  return (uint64_t)generator->block.word[2 * second + 1] << 32 | generator->block.word[2 * second];
}

static inline uint32_t sweep_next_uint32(void* state) {
  sweep_generator* const generator = (sweep_generator*)state;
  if (generator->has_half == 0) {
    const uint64_t both = sweep_next_uint64(state);
    generator->half = (uint32_t)(both >> 32);
    generator->has_half = 1;
    return (uint32_t)both;
  }
  generator->has_half = 0;
  return generator->half;
}

static inline double sweep_next_double(void* state) {
  return sweep_uniform(sweep_next_uint64(state));
}

/* The same in the shape of numpy's generators: what is written for numpy's bitgen_t runs (numpy/random/bitgen.h has the
 * same type under the same guard, and may be included before). */
#ifndef _RANDOM_BITGEN_H
#define _RANDOM_BITGEN_H
typedef struct bitgen {
  void* state;
  uint64_t (*next_uint64)(void* state);
  uint32_t (*next_uint32)(void* state);
  double (*next_double)(void* state);
  uint64_t (*next_raw)(void* state);
} bitgen_t;
#endif

/* It lives as long as `generator`, which sweep_begin_draw() sets to each draw in turn. */
static inline bitgen_t sweep_bitgen(sweep_generator* generator) {
  bitgen_t bits;
  bits.state = generator;
  bits.next_uint64 = sweep_next_uint64;
  bits.next_uint32 = sweep_next_uint32;
  bits.next_double = sweep_next_double;
  bits.next_raw = sweep_next_uint64;
  return bits;
}

#endif
/* NOLINTEND */
