#pragma once

#include <string>

#include "cli/formats/sink.hpp"
#include "results/record.hpp"

namespace sweep {

/// A table of the result by its name in the file ("samples", "latency/3", "estimates/pi/0") as CSV (RFC 4180: a header,
/// lines that end in CR LF, quotation marks where they are needed). A column's header is its name, and behind a blank
/// its unit in brackets where it has one: "wall_s [s]". A real number that is none is empty, others are as short as
/// gives them back to the bit. Throws UsageError, with the names that there are, where there is no such table.
/// @param path  of the file, for messages
void write_csv(const Result& result, const std::string& table, const std::string& path, const Sink& sink);

} // namespace sweep
