#include "profile/pressure.hpp"

#include "core/proc_text.hpp"

namespace sweep {

std::optional<Seconds> stalled_seconds(std::string_view text) {
  constexpr std::string_view label = "total=";
  constexpr Seconds microsecond = 1e-6;
  const std::string_view line = text.substr(0, text.find('\n'));
  const std::size_t found = line.find(label);
  if (!line.starts_with("some ") || found == std::string_view::npos) {
    return std::nullopt;
  }
  std::string_view number = line.substr(found + label.size());
  return microsecond * static_cast<Seconds>(take_number(number));
}

std::optional<Pressure> pressure() {
  const auto processor = stalled_seconds(proc_text("/proc/pressure/cpu"));
  const auto devices = stalled_seconds(proc_text("/proc/pressure/io"));
  const auto memory = stalled_seconds(proc_text("/proc/pressure/memory"));
  if (!processor || !devices || !memory) {
    return std::nullopt;
  }
  return Pressure{.processor = *processor, .devices = *devices, .memory = *memory};
}

} // namespace sweep
