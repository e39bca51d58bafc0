#include "cli/quantity.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <span>

namespace sweep {
namespace {

struct Unit {
  std::string_view name;
  double factor;
};

constexpr std::array<Unit, 9> times{{{"ns", 1e-9},
                                     {"us", 1e-6},
                                     {"µs", 1e-6},
                                     {"ms", 1e-3},
                                     {"s", 1},
                                     {"m", 60},
                                     {"min", 60},
                                     {"h", 3600},
                                     {"d", 86'400}}};
constexpr double kibi = 1024;
constexpr std::array<Unit, 9> sizes{{{"B", 1},
                                     {"KiB", kibi},
                                     {"MiB", kibi* kibi},
                                     {"GiB", kibi* kibi* kibi},
                                     {"TiB", kibi* kibi* kibi* kibi},
                                     {"kB", 1e3},
                                     {"MB", 1e6},
                                     {"GB", 1e9},
                                     {"TB", 1e12}}};
constexpr std::array<Unit, 1> percent{{{"%", 0.01}}};

bool same(std::string_view one, std::string_view other) {
  return one == other;
}

/// But for the case of ASCII letters.
bool same_letters(std::string_view one, std::string_view other) {
  const auto small = [](char letter) { return letter >= 'A' && letter <= 'Z' ? letter - 'A' + 'a' : letter; };
  return std::ranges::equal(one, other, {}, small, small);
}

std::optional<double> parse(std::string_view text, std::span<const Unit> units,
                            bool (*names)(std::string_view, std::string_view) = same) {
  while (text.starts_with(' ')) {
    text.remove_prefix(1);
  }
  while (text.ends_with(' ')) {
    text.remove_suffix(1);
  }
  double number = 0;
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || !std::isfinite(number)) {
    return std::nullopt;
  }
  std::string_view name(rest, static_cast<std::size_t>(text.data() + text.size() - rest));
  while (name.starts_with(' ')) {
    name.remove_prefix(1);
  }
  const auto unit = std::ranges::find_if(units, [&](const Unit& each) { return names(name, each.name); });
  return unit == units.end() ? std::nullopt : std::optional(number * unit->factor);
}

} // namespace

std::optional<Seconds> parse_duration(std::string_view text) {
  return parse(text, times);
}

std::optional<std::int64_t> parse_size(std::string_view text) {
  constexpr double largest = 9e18;
  const std::optional<double> bytes = parse(text, sizes, same_letters);
  if (!bytes || std::abs(*bytes) > largest) {
    return std::nullopt;
  }
  return std::llround(*bytes);
}

std::optional<double> parse_percentage(std::string_view text) {
  return parse(text, percent);
}

std::string duration_text(Seconds duration) {
  constexpr Seconds minute = 60;
  constexpr Seconds hour = 3600;
  if (duration >= hour - 0.5) {
    const double minutes = std::round(duration / minute); // first, or 7199 s would be 1 h 60 min
    return fmt::format("{:.0f} h {:.0f} min", std::floor(minutes / 60), std::fmod(minutes, 60));
  }
  if (duration >= 2 * minute) {
    const double seconds = std::round(duration);
    return fmt::format("{:.0f} min {:.0f} s", std::floor(seconds / minute), std::fmod(seconds, minute));
  }
  if (duration >= 1) {
    return fmt::format("{:.3g} s", duration);
  }
  if (duration >= 1e-3) {
    return fmt::format("{:.3g} ms", duration * 1e3);
  }
  return duration >= 1e-6 ? fmt::format("{:.3g} µs", duration * 1e6) : fmt::format("{:.3g} ns", duration * 1e9);
}

std::string size_text(double bytes) {
  constexpr std::array<std::string_view, 5> names{"B", "KiB", "MiB", "GiB", "TiB"};
  std::size_t index = 0;
  while (bytes >= kibi && index + 1 < names.size()) {
    bytes /= kibi;
    ++index;
  }
  return bytes < 1000 ? fmt::format("{:.3g} {}", bytes, names[index]) : fmt::format("{:.0f} {}", bytes, names[index]);
}

std::string number_text(double number, std::string_view unit) {
  if (std::isnan(number)) {
    return "–";
  }
  return unit == "s" ? duration_text(number) : unit == "B" ? size_text(number) : fmt::format("{:.4g}", number);
}

std::string value_text(const Value& value, Kind kind) {
  if (const auto* word = std::get_if<std::string>(&value)) { // of a size that may be a word, too: block = "memory"
    return *word;
  }
  if (kind == Kind::duration) {
    return duration_text(std::get<double>(value));
  }
  if (kind == Kind::size) {
    return size_text(static_cast<double>(std::get<std::int64_t>(value)));
  }
  if (kind == Kind::flag) {
    return std::get<std::int64_t>(value) != 0 ? "true" : "false";
  }
  return to_string(value);
}

} // namespace sweep
