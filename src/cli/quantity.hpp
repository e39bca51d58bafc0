#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/clock.hpp"
#include "core/parameter.hpp"

namespace sweep {

/// "100 ms", "2.5s", "30 min", "1h": seconds. Nothing without a unit (ns, us or µs, ms, s, m or min, h).
std::optional<Seconds> parse_duration(std::string_view text);

/// "64 KiB", "1 MB", "100 B": bytes, rounded. Nothing without a unit (B, KiB MiB GiB TiB, kB MB GB TB), in which the
/// case of letters means nothing: "330 KB" is 330,000 bytes, "64 kib" 65,536.
std::optional<std::int64_t> parse_size(std::string_view text);

/// "5%", "0.5 %": a fraction, 0.05. Nothing without the sign.
std::optional<double> parse_percentage(std::string_view text);

/// "3.14 ms", "1.2 s", "2 min 5 s": for a person.
std::string duration_text(Seconds duration);

/// "35 MiB": for a person.
std::string size_text(double bytes);

/// A number in the unit of a column, "s", "B" or another: for a person; "–" for NaN.
std::string number_text(double number, std::string_view unit);

/// The value with its unit as a person would write it: "100 ms" for a duration.
std::string value_text(const Value& value, Kind kind);

} // namespace sweep
