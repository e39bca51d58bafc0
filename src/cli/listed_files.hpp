#pragma once

#include <toml++/toml.h>

#include <string>

#include "cli/toml_reader.hpp"

namespace sweep {

/// Replaces every { file = "radii.csv", column = "radius" } in the [experiment.parameters] of `root` by the list of
/// that column's numbers, so that all ranks and later runs read the same without the file. The column is named in the
/// first line; without `column` it is the parameter's. A file is looked for beside the campaign's. Returns whether that
/// changed anything; what cannot be read becomes mistakes of `reader`.
bool read_listed_files(TomlReader& reader, toml::table& root, const std::string& campaign_file);

} // namespace sweep
