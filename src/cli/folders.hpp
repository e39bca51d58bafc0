#pragma once

#include <toml++/toml.h>

#include <string>

#include "cli/toml_reader.hpp"

namespace sweep {

/// The folder with ~ at its beginning replaced by $HOME, and $VARIABLE and ${VARIABLE} by what the environment says.
/// Throws UsageError (without a place) where a variable is not set, and for ~user.
std::string expanded_folder(const std::string& text);

/// Replaces every folder of the campaign's experiments by expanded_folder(), so that all ranks, whose environments may
/// differ, use the same. Returns whether that changed anything; what cannot be replaced becomes mistakes of `reader`.
bool expand_folders(TomlReader& reader, toml::table& root);

} // namespace sweep
