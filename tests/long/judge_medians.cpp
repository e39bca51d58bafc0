// judge_medians: what `sweep compare` would say of medians of launches that it reads, for compare_simulation.py and
// compare_draws.py. Each comparison is a line: threshold, number of cases, launches of the base, of the other side and
// of a file of noise (0: none is known); then a line a case: its medians, in that order. Prints a line a comparison:
// the verdict of each case as one letter (slower, faster, = same, undecided).

#include <cstddef>
#include <iostream>
#include <string>
#include <vector>

#include "results/judgement.hpp"
#include "results/spread.hpp"

namespace {

std::vector<double> read_numbers(std::size_t count) {
  std::vector<double> numbers(count);
  for (double& each : numbers) {
    std::cin >> each;
  }
  return numbers;
}

char letter(sweep::Verdict verdict) {
  switch (verdict) {
  case sweep::Verdict::same:
    return '=';
  case sweep::Verdict::slower:
    return 's';
  case sweep::Verdict::faster:
    return 'f';
  case sweep::Verdict::undecided:
    break;
  }
  return 'u';
}

} // namespace

int main() {
  std::ios::sync_with_stdio(false);
  double threshold = 0;
  std::size_t cases = 0;
  std::size_t base = 0;
  std::size_t other = 0;
  std::size_t noise = 0;
  while (std::cin >> threshold >> cases >> base >> other >> noise) {
    std::vector<sweep::CaseLaunches> launches(cases);
    for (sweep::CaseLaunches& each : launches) {
      each.base = read_numbers(base);
      each.other = read_numbers(other);
      const std::vector<double> known[]{read_numbers(noise)};
      each.noise = sweep::spread_of(known);
    }
    if (!std::cin) {
      std::cerr << "judge_medians: the input ends within a comparison\n";
      return 2;
    }
    std::string verdicts;
    for (const sweep::Judgement& each : sweep::judge(launches, threshold)) {
      verdicts += letter(each.verdict);
    }
    std::cout << verdicts << '\n';
  }
  return 0;
}
