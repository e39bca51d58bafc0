#include "core/processor_use.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>

#include "core/proc_text.hpp"

namespace sweep {

Seconds busy_seconds(const std::vector<int>& hardware_threads, std::string_view stat) {
  constexpr std::string_view prefix = "cpu"; // "cpu3 user nice system idle iowait irq softirq …"; the first is the sum
  std::int64_t ticks = 0;
  while (stat.starts_with(prefix)) {
    const std::size_t end = std::min(stat.find('\n'), stat.size());
    std::string_view numbers = stat.substr(prefix.size(), end - prefix.size());
    stat.remove_prefix(std::min(end + 1, stat.size()));
    const bool is_sum = numbers.starts_with(' ');
    if (is_sum || std::ranges::find(hardware_threads, take_number(numbers)) == hardware_threads.end()) {
      continue;
    }
    std::array<std::int64_t, 7> times{};
    std::ranges::generate(times, [&] { return take_number(numbers); });
    ticks += times[0] + times[1] + times[2] + times[5] + times[6];
  }
  return static_cast<Seconds>(ticks) * busy_resolution();
}

Seconds busy_seconds(const std::vector<int>& hardware_threads) {
  return busy_seconds(hardware_threads, proc_text("/proc/stat"));
}

Seconds busy_resolution() {
  return 1 / static_cast<Seconds>(sysconf(_SC_CLK_TCK));
}

} // namespace sweep
