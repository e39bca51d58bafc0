#pragma once

#include <string>
#include <string_view>

namespace sweep {

/// Whether `name` may be that of a campaign or an experiment, which become names of files and of objects in HDF5, words
/// in tables, and keys of `--set`.
bool valid_name(std::string_view name);

/// The rule of valid_name(), for a person.
std::string_view name_rule();

/// The name of a campaign whose file gives none: the file's where that is valid, "stdin" of standard input ("-"), else
/// "campaign".
std::string name_after_file(const std::string& file_name);

/// Whether `text` has a control character: NUL, a line break, an escape sequence's first.
bool has_control_character(std::string_view text);

} // namespace sweep
