// coverage_table [TRIALS]: prints the tables of analysis/README.md, "What an interval holds for".

#include <cstdlib>
#include <iostream>

#include <fmt/format.h>

#include "coverage.hpp"

namespace {

using sweep::test::Coverage;

std::string percent(double share) {
  return fmt::format("{:.1f}", 100 * share);
}

} // namespace

int main(int count, char** arguments) {
  const std::int64_t trials = count > 1 ? std::atoll(arguments[1]) : 10'000;
  const std::vector<std::size_t> launches{1, 2, 3, 5, 6, 8, 10, 20};
  std::string in_launch =
      "| noise | repetitions | called correlated | own median | own speed-up | median over launches |\n"
      "|---|---|---|---|---|---|\n";
  std::string few =
      "| noise | 2: interval / spread | 3: interval / spread | 5: interval / spread |\n|---|---|---|---|\n";
  std::string many = "| noise | 6 | 8 | 10 | 20 | speed-up: 6 | 8 | 10 | 20 |\n|---|---|---|---|---|---|---|---|---|\n";
  for (const sweep::test::Noise& noise : sweep::test::noises()) {
    const Coverage found = simulate(noise, trials, launches);
    in_launch +=
        fmt::format("| {} | {:.1f} | {} | {} | {} | {} |\n", noise.name, found.repetitions, percent(found.correlated),
                    percent(found.own_interval), percent(found.own_speedup), percent(found.of[0].interval));
    few += "| " + noise.name;
    many += "| " + noise.name;
    std::string speedups;
    for (const Coverage::OfLaunches& of : found.of) {
      if (of.launches >= 6) {
        many += " | " + percent(of.interval);
        speedups += " | " + percent(of.speedup);
      } else if (of.launches > 1) {
        few += " | " + percent(of.interval) + " / " + percent(of.spread);
      }
    }
    few += " |\n";
    many += speedups + " |\n";
    std::cerr << noise.name << '\n';
  }
  std::cout << "In one launch:\n\n" << in_launch << "\nOver a few launches:\n\n" << few << "\nOver many:\n\n" << many;
  return 0;
}
