#include "workloads/kernels/yours/examination.hpp"

#include <cstdlib>
#include <functional>
#include <vector>

#include "core/errors.hpp"
#include "io/processes/trial.hpp"
#include "workloads/kernels/yours/checks.hpp"

namespace sweep {
namespace {

constexpr TrialLimits limits{.seconds = 5, .memory_bytes = std::int64_t{1} << 30};

constexpr std::string_view passed = "passed\n"; ///< What an answer begins with, before what later checks are to know …
constexpr std::string_view failed = "failed\n"; ///< … or before the complaint.
constexpr std::string_view beside = "beside\n"; ///< Or it is this.

/// In the process of a check.
std::string answer(const std::function<CheckAnswer()>& look) {
  try {
    const CheckAnswer found = look();
    return found.complaint.empty() ? std::string(passed) + found.told : std::string(failed) + found.complaint;
  } catch (const WroteBeside&) {
    return std::string(beside);
  } catch (const SystemError& error) {
    return std::string(failed) + error.what();
  } catch (const std::exception& error) {
    return std::string(failed) + "it throws an exception: " + error.what();
  } catch (...) {
    return std::string(failed) + "it throws an exception";
  }
}

/// Whatever becomes of the process that looks; `told` is what later checks are to know.
std::optional<KernelRefusal> refusal(std::string_view check, std::string_view remedy,
                                     const std::function<CheckAnswer()>& look, std::string& told) {
  const TrialEnd end = try_in_child(limits, [&look] { return answer(look); });
  const auto begins = [&end](std::string_view word) { return end.answered && end.words.starts_with(word); };
  KernelRefusal found{.check = std::string(check), .words = {}, .remedy = std::string(remedy)};
  if (begins(passed)) {
    told = end.words.substr(passed.size());
    return {};
  }
  if (begins(beside)) {
    found.check = "width";
    found.words = "it writes beside the words it has";
    found.remedy = "let sweep_kernel_words() say how many it needs";
  } else if (begins(failed)) {
    found.words = end.words.substr(failed.size());
  } else {
    found.words = "the process that tried it " + (end.answered ? "was ended by it" : end.words);
  }
  return found;
}

/// Puts what is allocated next elsewhere than it would have been.
void move_heap() {
  static const std::vector<char> heap(100'000);
}

/// Deeper in the stack than its caller's.
[[gnu::noinline]] CheckAnswer looked_deeper(const std::function<CheckAnswer()>& look) {
  volatile char room[12'345];
  room[0] = 0;
  CheckAnswer found = look();
  room[1] = room[0];
  return found;
}

} // namespace

std::optional<KernelRefusal> Examination::loads() {
  std::string missing;
  auto refused = refusal(
      "loads", "build it with cc -fPIC -shared for this machine, with all it needs linked into it",
      [this] { return CheckAnswer{.told = KernelLibrary(object_).missing()}; }, missing);
  if (!refused && !missing.empty()) {
    refused = KernelRefusal{.check = "symbols",
                            .words = "it has no " + missing,
                            .remedy = "define them as sweep_kernel.h declares them, with C linkage"};
  }
  return refused;
}

std::optional<KernelRefusal> Examination::begin() {
  if (auto refused = loads()) {
    return refused;
  }
  passed_ = "loads, symbols";
  for (const KernelCheck& check : kernel_checks()) {
    std::string told;
    const auto look = [&] { return check.look(KernelLibrary(object_).functions(), probe_); };
    if (auto refused = refusal(check.name, check.remedy, look, told)) {
      return refused;
    }
    passed_ += ", " + std::string(check.name);
    if (check.name == "runs") {
      passed_ += ", width";
      probe_.draws = std::strtoull(told.c_str(), nullptr, 10);
    } else if (check.name == "estimate") {
      probe_.reference = words_from(told);
      begun_ = now();
    }
  }
  return {};
}

std::optional<KernelRefusal> Examination::end() {
  constexpr Instant a_second = 1'050'000'000;
  sleep_until(begun_ + a_second);
  std::string ignored;
  const auto again = [this]() -> CheckAnswer {
    move_heap();
    const KernelLibrary in_its_place(object_); // where the ones before were: the next one lies elsewhere
    const KernelLibrary library(object_);
    constexpr std::size_t in_order[] = {0, 1, 2};
    const bool same = answers(library.functions(), probe_.draws, in_order) == probe_.reference;
    return {.complaint = same ? "" : "a second later, in another process, the same draws give other words"};
  };
  auto refused = refusal(
      "again", "leave out the clock, addresses, files and every generator but the stream",
      [&again] { return looked_deeper(again); }, ignored);
  if (!refused) {
    passed_ += ", again";
  }
  return refused;
}

} // namespace sweep
