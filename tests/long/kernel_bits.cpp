// kernel_bits [INSTRUCTION_SET]: normals, and what each kernel finds and estimates of settings over its own range, as
// bits in hexadecimal digits: the same of every instruction set on every machine. For aarch64.sh. Left out is what is
// no estimate but theory, computed with the C library's functions: columns named "exact…". Without an argument: which
// instruction sets this processor has.

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "random/normals.hpp"
#include "workloads/kernels/kernel.hpp"

namespace sweep {

#define SWEEP_CATALOGUE(name) KernelDescriptor name##_kernel();
#include "workloads/kernels/catalogue.def"
#undef SWEEP_CATALOGUE

namespace {

constexpr std::uint64_t seed = 215;
constexpr std::uint64_t count = 64; ///< Of settings a kernel.
constexpr std::uint64_t draws = 4096;

void print(const std::string& what, std::span<const double> values) {
  std::printf("%s", what.c_str());
  for (const double value : values) {
    std::printf(" %016llx", static_cast<unsigned long long>(std::bit_cast<std::uint64_t>(value)));
  }
  std::printf("\n");
}

/// Those of the columns that come of draws.
std::vector<double> estimates(const std::vector<EstimateColumn>& columns, const std::vector<double>& values) {
  std::vector<double> found;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (columns[i].name.find("exact") == std::string::npos) {
      found.push_back(values[i]);
    }
  }
  return found;
}

/// The stream's beginning, middle and end.
void print_normals(InstructionSet set) {
  std::vector<double> normals(8192);
  for (const std::uint64_t first : {std::uint64_t{0}, std::uint64_t{1} << 36U, ~std::uint64_t{0} - normals.size()}) {
    fill_normals(set, {seed, 0}, first, normals);
    print("normals from " + std::to_string(first) + ":", normals);
  }
}

void print_kernel(const KernelDescriptor& descriptor, InstructionSet set) {
  const auto kernel = descriptor.make({.instruction_set = set, .draws = draws});
  const Settings settings = make_settings(descriptor.parameters, {}, count, count);
  std::array<double, max_setting_parameters> setting{};
  for (std::uint64_t index = 0; index < settings.count(); ++index) {
    settings.at(index, setting.data());
    std::vector<std::uint64_t> words(kernel->words());
    const std::uint64_t taken = kernel->draws(draws, setting.data());
    for (std::uint64_t first = 0; first < taken; first += kernel->draws_at_once()) {
      const std::uint64_t part = std::min(taken - first, kernel->draws_at_once());
      kernel->accumulate({seed, index}, setting.data(), first, part, words);
    }
    const Estimate estimate = kernel->estimate(words, setting.data(), taken);
    std::vector<double> more(descriptor.columns.size());
    kernel->more(words, setting.data(), taken, more);
    const std::string name = descriptor.name + " " + std::to_string(index);
    std::vector<double> found(words.size());
    std::ranges::transform(words, found.begin(), [](std::uint64_t word) { return std::bit_cast<double>(word); });
    print(name + " setting:", std::span(setting).first(settings.axes.size()));
    print(name + " words:", found);
    print(name + " estimate:", std::array{estimate.mean, estimate.standard_error});
    print(name + " more:", estimates(descriptor.columns, more));
  }
}

} // namespace
} // namespace sweep

int main(int argument_count, char** arguments) {
  if (argument_count < 2) {
    for (const sweep::InstructionSet set : sweep::instruction_sets()) {
      if (sweep::supported(set)) {
        std::printf("%s\n", std::string(sweep::name(set)).c_str());
      }
    }
    return EXIT_SUCCESS;
  }
  const auto set = sweep::parse_instruction_set(arguments[1]);
  if (!set || !sweep::supported(*set)) {
    std::fprintf(stderr, "kernel_bits: this processor has no instruction set '%s'\n", arguments[1]);
    return EXIT_FAILURE;
  }
  sweep::print_normals(*set);
#define SWEEP_CATALOGUE(name) sweep::print_kernel(sweep::name##_kernel(), *set);
#include "workloads/kernels/catalogue.def"
#undef SWEEP_CATALOGUE
}
