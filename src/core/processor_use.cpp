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

Seconds stolen_seconds(std::string_view stat) { // "cpu  user nice system idle iowait irq softirq steal …"
  constexpr int before = 7;
  stat.remove_prefix(std::min(std::string_view("cpu").size(), stat.size()));
  for (int i = 0; i < before; ++i) {
    take_number(stat);
  }
  return static_cast<Seconds>(take_number(stat)) * busy_resolution();
}

Seconds busy_resolution() {
  return 1 / static_cast<Seconds>(sysconf(_SC_CLK_TCK));
}

} // namespace sweep
