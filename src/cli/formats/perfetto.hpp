#pragma once

#include <cstdint>
#include <string>

#include "cli/formats/sink.hpp"
#include "results/record.hpp"

namespace sweep {

/// The trace of a case in the Trace Event Format that ui.perfetto.dev and chrome://tracing read: a process a rank, a
/// thread a thread, a complete event ("X") a span, named after the thread's state, in microseconds. Processes and
/// threads are numbered from 1, each thread with a number of its own, since Perfetto keeps 0 for the idle process.
/// Throws UsageError where there is no such case, or it has no trace.
/// @param path  of the file, for messages
void write_perfetto(const Result& result, const std::string& case_number, const std::string& path, const Sink& sink);

} // namespace sweep
