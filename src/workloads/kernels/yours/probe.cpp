#include "workloads/kernels/yours/probe.hpp"

#include <algorithm>

namespace sweep {
namespace {

constexpr std::uint64_t mark = 0x5AFE'57EE'9C0D'E5A1; ///< What stands beside the words.
constexpr std::size_t margin = 512;                   ///< So many of it before, and behind.

} // namespace

std::vector<std::vector<double>> probe_settings(const KernelFunctions& kernel) {
  const sweep_parameter* parameters = nullptr;
  const int count = kernel.parameters(&parameters);
  std::vector<std::vector<double>> settings(3);
  for (const sweep_parameter& each : std::span(parameters, static_cast<std::size_t>(count))) {
    settings[0].push_back(each.from);
    settings[1].push_back(each.to);
    settings[2].push_back(each.from + (each.to - each.from) / 2);
  }
  return settings;
}

KernelWords accumulated(const KernelFunctions& kernel, sweep_stream stream, const std::vector<double>& setting,
                        std::span<const DrawRange> ranges) {
  const auto count = static_cast<std::size_t>(kernel.words());
  std::vector<std::uint64_t> memory(margin + count + margin, mark);
  std::uint64_t* const words = memory.data() + margin;
  std::fill_n(words, count, 0);
  for (const DrawRange& range : ranges) {
    kernel.accumulate(stream, setting.data(), range.first, range.count, words);
  }
  KernelWords found{};
  std::copy_n(words, std::min(count, found.size()), found.begin());
  std::fill_n(words, count, mark);
  if (!std::ranges::all_of(memory, [](std::uint64_t word) { return word == mark; })) {
    throw WroteBeside();
  }
  return found;
}

std::vector<KernelWords> answers(const KernelFunctions& kernel, std::uint64_t draws, std::span<const std::size_t> order,
                                 std::uint64_t seed) {
  const std::vector<std::vector<double>> settings = probe_settings(kernel);
  const DrawRange all{.first = 0, .count = draws};
  std::vector<KernelWords> found(settings.size());
  for (const std::size_t setting : order) {
    found[setting] = accumulated(kernel, probe_stream(setting, seed), settings[setting], {&all, 1});
  }
  return found;
}

} // namespace sweep
