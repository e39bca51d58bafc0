#include "random_rivals.hpp"

#include <Random123/philox.h>

#include <boost/random/normal_distribution.hpp>

namespace sweep {
namespace {

// Compiled with different flags into one program: `flatten` inlines all that is called, so that no inline function of
// one set of flags can stand in for that of the other.

[[gnu::flatten]] std::uint64_t random123_count(std::uint64_t seed, std::uint64_t setting, std::uint64_t first_block,
                                               std::uint64_t blocks) {
  const auto low = [](std::uint64_t value) { return static_cast<std::uint32_t>(value); };
  const auto high = [](std::uint64_t value) { return static_cast<std::uint32_t>(value >> 32); };
  const auto hit = [](std::uint32_t x, std::uint32_t y) { // exact, and faster than in doubles
    const std::uint64_t xx = std::uint64_t{x} * x;
    return xx + std::uint64_t{y} * y >= xx ? 1U : 0U;
  };
  const philox4x32_key_t key = {{low(seed), high(seed)}};
  std::uint64_t hits = 0;
  for (std::uint64_t block = first_block; block < first_block + blocks; ++block) {
    const philox4x32_ctr_t counter = {{low(block), high(block), low(setting), high(setting)}};
    const philox4x32_ctr_t words = philox4x32(counter, key);
    hits += hit(words.v[0], words.v[1]);
    hits += hit(words.v[2], words.v[3]);
  }
  return hits;
}

[[gnu::flatten]] std::uint64_t mersenne_count(std::mt19937_64& engine, std::uint64_t draws) {
  std::uniform_real_distribution<double> uniform;
  std::uint64_t hits = 0;
  for (std::uint64_t draw = 0; draw < draws; ++draw) {
    const double x = uniform(engine);
    const double y = uniform(engine);
    hits += x * x + y * y <= 1 ? 1U : 0U;
  }
  return hits;
}

[[gnu::flatten]] void mersenne_doubles(std::mt19937_64& engine, std::span<double> doubles) {
  std::uniform_real_distribution<double> uniform;
  for (double& value : doubles) {
    value = uniform(engine);
  }
}

[[gnu::flatten]] void standard_normals(std::mt19937_64& engine, std::span<double> normals) {
  std::normal_distribution<double> normal;
  for (double& value : normals) {
    value = normal(engine);
  }
}

[[gnu::flatten]] void boost_normals(std::mt19937_64& engine, std::span<double> normals) {
  boost::random::normal_distribution<double> normal;
  for (double& value : normals) {
    value = normal(engine);
  }
}

} // namespace

const RandomRivals RIVALS = {random123_count, mersenne_count, mersenne_doubles, standard_normals, boost_normals};

} // namespace sweep
