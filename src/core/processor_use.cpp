#include "core/processor_use.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <sstream>
#include <string_view>

namespace sweep {

Seconds busy_seconds(const std::vector<int>& hardware_threads, const std::string& stat) {
  std::istringstream lines(stat);
  std::int64_t ticks = 0;
  for (std::string line; std::getline(lines, line);) { // "cpu3 user nice system idle iowait irq softirq …"
    constexpr std::string_view prefix = "cpu";
    if (!line.starts_with(prefix) || line.size() == prefix.size() || line[prefix.size()] == ' ') {
      continue;
    }
    std::istringstream fields(line.substr(prefix.size()));
    int number = -1;
    std::array<std::int64_t, 7> times{};
    fields >> number;
    for (std::int64_t& time : times) {
      fields >> time;
    }
    if (fields && std::ranges::find(hardware_threads, number) != hardware_threads.end()) {
      ticks += times[0] + times[1] + times[2] + times[5] + times[6];
    }
  }
  return static_cast<Seconds>(ticks) * busy_resolution();
}

Seconds busy_seconds(const std::vector<int>& hardware_threads) {
  std::ifstream file("/proc/stat");
  std::ostringstream text;
  text << file.rdbuf();
  return busy_seconds(hardware_threads, text.str());
}

Seconds busy_resolution() {
  return 1 / static_cast<Seconds>(sysconf(_SC_CLK_TCK));
}

} // namespace sweep
