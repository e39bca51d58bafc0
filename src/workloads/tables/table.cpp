#include "workloads/tables/table.hpp"

#include "core/split_mix.hpp"

namespace sweep {

void fill_table(Words table, std::uint64_t seed) {
  for (std::size_t place = 0; place < table.size(); ++place) {
    table[place] = SplitMix::mix(seed + place);
  }
}

std::uint64_t checksum(ConstWords table) {
  std::uint64_t sum = 0;
  for (std::size_t place = 0; place < table.size(); ++place) {
    sum += table[place] * (2 * place + 1);
  }
  return sum;
}

} // namespace sweep
