#include "models/team_trial.hpp"

#include <atomic>
#include <cctype>
#include <cstdlib>
#include <sstream>
#include <string>

#include "core/clock.hpp"
#include "core/process.hpp"
#include "models/posix_team.hpp"

namespace sweep {
namespace {

/// "512", "512k", "4 M", "1G": a number alone is in KiB.
std::optional<std::int64_t> bytes_of(const std::string& text) {
  std::istringstream words(text);
  std::int64_t number = 0;
  char unit = 'K';
  if (!(words >> number) || number < 0) {
    return {};
  }
  words >> unit;
  constexpr int bits_between_units = 10;
  const std::string units = "BKMG";
  const std::size_t place = units.find(static_cast<char>(std::toupper(unit)));
  return place == std::string::npos ? std::nullopt : std::optional(number << (bits_between_units * place));
}

/// A thread that was joined is counted against limits until the kernel has put it away.
void wait_until_gone(std::int64_t threads_before) {
  constexpr Instant patience = 1'000'000'000; // 1 s
  constexpr Instant between = 50'000;         // 50 µs
  const Instant last = now() + patience;
  while (thread_count() > threads_before && now() < last) {
    sleep_until(now() + between);
  }
}

} // namespace

void try_out_team(std::size_t threads, std::int64_t stack) {
  const std::int64_t before = thread_count();
  std::atomic<bool> through = false;
  const auto end = [&through] {
    through = true;
    through.notify_all();
  };
  const auto wait_for_the_last = [&](std::size_t index) { index == 0 ? end() : through.wait(false); };
  run_posix_team(threads, stack, wait_for_the_last, end);
  wait_until_gone(before);
}

std::optional<std::int64_t> openmp_stack() {
  for (const char* const name : {"OMP_STACKSIZE", "GOMP_STACKSIZE"}) {
    if (const char* const text = std::getenv(name); text != nullptr) {
      return bytes_of(text);
    }
  }
  return {};
}

} // namespace sweep
