#pragma once

#include <string_view>

namespace sweep {

/// Has the three standard streams refer to something, so that no file or socket that is opened later takes the place
/// of one that was closed. What was closed for writing as standard output still refuses; standard error swallows.
/// Call it first in the program.
void hold_standard_streams();

/// Writes all of `text` to standard output, and makes sure that it arrived. That nobody reads any more (`| head`) is
/// fine: false says so. Throws SystemError.
bool print(std::string_view text);

/// The same of text for a person, in which a stranger may have put something: control characters are shown, not sent.
bool say(std::string_view text);

/// Writes `text` to standard error, if that can be.
void remark(std::string_view text);

/// Says on standard error what went wrong, likewise.
void report_failure(std::string_view text);

/// Says on standard error what a reader of the numbers should know.
void report_warning(std::string_view text);

/// The same, from a thread that must not wait: neither for a reader of standard error that does not read, in which case
/// nothing is said, nor for a thread that waits for one and holds the stream. Of a text that is longer, PIPE_BUF bytes.
void report_warning_at_once(std::string_view text) noexcept;

} // namespace sweep
