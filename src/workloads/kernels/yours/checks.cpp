#include "workloads/kernels/yours/checks.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <sstream>
#include <thread>

#include "core/clock.hpp"
#include "workloads/kernels/kernel.hpp"
#include "workloads/kernels/yours/parameter_check.hpp"

namespace sweep {
namespace {

constexpr std::size_t in_order[] = {0, 1, 2};
constexpr std::size_t in_another_order[] = {2, 0, 1};

CheckAnswer version(const KernelFunctions& kernel, const Probe& /*probe*/) {
  const int found = kernel.version();
  if (found == SWEEP_KERNEL_VERSION) {
    return {};
  }
  std::ostringstream text;
  text << "it is of version " << found << " of sweep_kernel.h, and this program of version " << SWEEP_KERNEL_VERSION;
  return {.complaint = text.str()};
}

CheckAnswer words(const KernelFunctions& kernel, const Probe& /*probe*/) {
  const int count = kernel.words();
  const int again = kernel.words();
  if (count >= 1 && count <= static_cast<int>(KernelWords{}.size()) && count == again) {
    return {};
  }
  std::ostringstream text;
  text << "it has " << count << " words a setting" << (count == again ? "" : ", and another number when asked again");
  return {.complaint = text.str()};
}

/// Also finds out how many draws the other checks may take.
CheckAnswer runs(const KernelFunctions& kernel, const Probe& probe) {
  constexpr Seconds wanted = 2e-3;
  constexpr double most = 20'000;
  const std::vector<std::vector<double>> settings = probe_settings(kernel);
  const DrawRange few{.first = 0, .count = probe.draws};
  accumulated(kernel, probe_stream(0), settings[0], {&few, 1});
  const Instant begin = now();
  accumulated(kernel, probe_stream(0), settings[0], {&few, 1});
  const Seconds each = seconds_between(begin, now()) / static_cast<double>(probe.draws);
  const auto draws = static_cast<std::uint64_t>(std::clamp(wanted / each, 12.0, most)) | 1U;
  if (each * static_cast<double>(probe.draws_at_once) < 1) {
    const DrawRange many{.first = probe.draws_at_once, .count = probe.draws_at_once};
    accumulated(kernel, probe_stream(1), settings[1], {&many, 1});
  }
  return {.told = std::to_string(draws)};
}

CheckAnswer estimate(const KernelFunctions& kernel, const Probe& probe) {
  const std::vector<std::vector<double>> settings = probe_settings(kernel);
  const std::vector<KernelWords> found = answers(kernel, probe.draws, in_order);
  for (std::size_t setting = 0; setting < settings.size(); ++setting) {
    const sweep_estimate one = kernel.estimate(found[setting].data(), settings[setting].data(), probe.draws);
    if (!std::isfinite(one.mean) || !(one.standard_error >= 0) || !std::isfinite(one.standard_error)) {
      std::ostringstream text;
      text << "of " << probe.draws << " draws it makes the mean " << one.mean << " and the standard error "
           << one.standard_error;
      return {.complaint = text.str()};
    }
  }
  return {.told = words_text(found)};
}

CheckAnswer twice(const KernelFunctions& kernel, const Probe& probe) {
  answers(kernel, probe.draws, in_order);
  return {.complaint = answers(kernel, probe.draws, in_order) == probe.reference
                           ? ""
                           : "the same draws give other words when they are taken again"};
}

CheckAnswer order(const KernelFunctions& kernel, const Probe& probe) {
  return {.complaint = answers(kernel, probe.draws, in_another_order) == probe.reference
                           ? ""
                           : "a setting's words depend on which settings came before it"};
}

CheckAnswer partition(const KernelFunctions& kernel, const Probe& probe) {
  const std::vector<std::vector<double>> settings = probe_settings(kernel);
  const std::uint64_t third = probe.draws / 3;
  const DrawRange ranges[] = {{0, 1}, {1, third}, {third + 1, probe.draws - third - 1}};
  for (std::size_t setting = 0; setting < settings.size(); ++setting) {
    if (accumulated(kernel, probe_stream(setting), settings[setting], ranges) != probe.reference[setting]) {
      std::ostringstream text;
      text << "draws 0 to " << probe.draws - 1 << " in pieces, cut behind 0 and " << third
           << ", give other words than at once";
      return {.complaint = text.str()};
    }
  }
  return {};
}

/// Something must differ, of all settings together: a rare event may well happen to none.
CheckAnswer stream(const KernelFunctions& kernel, const Probe& probe) {
  const std::vector<std::vector<double>> settings = probe_settings(kernel);
  const DrawRange all{.first = 0, .count = probe.draws};
  bool seed_matters = false;
  bool number_matters = false;
  for (std::uint64_t other = 1; other <= 8; ++other) {
    seed_matters = seed_matters || answers(kernel, probe.draws, in_order, 215 + other) != probe.reference;
    for (std::size_t setting = 0; setting < settings.size(); ++setting) {
      const sweep_stream elsewhere = probe_stream(setting + 100 * other);
      number_matters =
          number_matters || accumulated(kernel, elsewhere, settings[setting], {&all, 1}) != probe.reference[setting];
    }
  }
  return {.complaint = !seed_matters     ? "nine seeds give the same words: its draws are not those of the stream"
                       : !number_matters ? "settings of other numbers give the same words: it leaves out the stream's "
                                           "setting"
                                         : ""};
}

/// Each thread has a setting of its own, for a while.
CheckAnswer threads(const KernelFunctions& kernel, const Probe& probe) {
  constexpr Instant how_long = 40'000'000; // 40 ms
  constexpr int rounds = 3;                // at least
  std::atomic<int> ready{0};
  std::atomic<bool> wrong{false};
  const auto work = [&](const std::size_t(&settings)[1]) {
    ready.fetch_add(1);
    while (ready.load() < 2) {
      std::this_thread::yield();
    }
    const Instant end = now() + how_long;
    for (int round = 0; !wrong.load() && (round < rounds || now() < end); ++round) {
      if (answers(kernel, probe.draws, settings)[settings[0]] != probe.reference[settings[0]]) {
        wrong.store(true);
      }
    }
  };
  const std::size_t first[] = {0};
  const std::size_t second[] = {1};
  std::thread beside([&] { work(first); });
  work(second);
  beside.join();
  return {.complaint =
              wrong.load() ? "two threads at once, each on a setting of its own, find other words than one" : ""};
}

} // namespace

std::span<const KernelCheck> kernel_checks() {
  constexpr std::string_view stateless =
      "keep nothing between calls: a draw is a function of seed, setting and draw alone";
  static const std::vector<KernelCheck> all{
      {"version", version, "build it with the sweep_kernel.h of this version"},
      {"words", words, "let sweep_kernel_words() give 1 to 8, always the same"},
      {"parameters", check_parameters, "see sweep_parameter in sweep_kernel.h"},
      {"runs", runs, "try it in a program of your own, with a debugger"},
      {"estimate", estimate, "let sweep_kernel_estimate() give finite numbers, also where nothing was hit"},
      {"twice", twice, stateless},
      {"order", order, stateless},
      {"partition", partition,
       "let each draw depend on its number only, and add to the words draw by draw, or in whole numbers"},
      {"stream", stream, "take all random numbers from the stream that sweep_kernel_accumulate() is given"},
      {"threads", threads, "use no memory that calls share, but constants"}};
  return all;
}

std::string words_text(const std::vector<KernelWords>& words) {
  std::ostringstream text;
  for (const KernelWords& setting : words) {
    for (const std::uint64_t word : setting) {
      text << word << ' ';
    }
  }
  return text.str();
}

std::vector<KernelWords> words_from(const std::string& text) {
  std::istringstream numbers(text);
  std::vector<KernelWords> words;
  for (KernelWords setting{}; numbers >> setting[0]; words.push_back(setting)) {
    std::for_each(setting.begin() + 1, setting.end(), [&numbers](std::uint64_t& word) { numbers >> word; });
  }
  return words;
}

} // namespace sweep
