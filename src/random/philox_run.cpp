#include "random/philox_run.hpp"

namespace sweep {
namespace {

struct Product {
  std::uint32_t low;
  std::uint32_t high;
};

Product multiply(std::uint32_t a, std::uint32_t b) {
  const std::uint64_t product = std::uint64_t{a} * b;
  return {static_cast<std::uint32_t>(product), static_cast<std::uint32_t>(product >> 32)};
}

} // namespace

PhiloxRun philox_run(Stream stream, std::uint64_t block) {
  static_assert(philox::rounds == 10, "PhiloxRun holds the keys of ten rounds");
  PhiloxRun run{};
  run.keys[0][0] = static_cast<std::uint32_t>(stream.seed);
  run.keys[0][1] = static_cast<std::uint32_t>(stream.seed >> 32);
  for (int round = 1; round < philox::rounds; ++round) {
    run.keys[round][0] = run.keys[round - 1][0] + philox::key_steps[0];
    run.keys[round][1] = run.keys[round - 1][1] + philox::key_steps[1];
  }
  const auto block_high = static_cast<std::uint32_t>(block >> 32);
  const auto setting_low = static_cast<std::uint32_t>(stream.setting);
  const auto setting_high = static_cast<std::uint32_t>(stream.setting >> 32);
  const Product round1_product = multiply(philox::multipliers[1], setting_low);
  const std::uint32_t round1_word0 = round1_product.high ^ block_high ^ run.keys[0][0];
  const Product round2_product = multiply(philox::multipliers[0], round1_word0);
  run.first_block = static_cast<std::uint32_t>(block);
  run.round1 = setting_high ^ run.keys[0][1];
  run.round2_even = round1_product.low ^ run.keys[1][0];
  run.round2_odd = round2_product.high ^ run.keys[1][1];
  run.round3_odd = round2_product.low ^ run.keys[2][1];
  return run;
}

} // namespace sweep
