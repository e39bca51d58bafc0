// normal_bits [SEED]: writes the normals of a stream as words of 32 bits, floor(2^32 Phi(z)), until nobody reads them:
// uniform where the normals are normal and independent. For dieharder, see dieharder.sh.

#include <unistd.h>

#include <cmath>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <numbers>
#include <vector>

#include "random/normals.hpp"

int main(int count, char** arguments) {
  const std::uint64_t seed = count > 1 ? std::strtoull(arguments[1], nullptr, 10) : 1;
  std::signal(SIGPIPE, SIG_IGN); // a reader that has gone is the end, and no failure
  std::vector<double> normals(16'384);
  std::vector<std::uint32_t> words(normals.size());
  for (std::uint64_t first = 0;; first += normals.size()) {
    sweep::fill_normals(sweep::best_instruction_set(), {seed, 0}, first, normals);
    for (std::size_t i = 0; i < words.size(); ++i) {
      const double uniform = std::erfc(-normals[i] / std::numbers::sqrt2) / 2;
      words[i] = static_cast<std::uint32_t>(uniform * 0x1p32); // below 1: no normal is beyond 8.5
    }
    const char* bytes = reinterpret_cast<const char*>(words.data());
    for (std::size_t left = words.size() * sizeof words[0]; left > 0;) {
      const ssize_t written = write(STDOUT_FILENO, bytes, left);
      if (written <= 0) {
        return EXIT_SUCCESS;
      }
      bytes += written;
      left -= static_cast<std::size_t>(written);
    }
  }
}
