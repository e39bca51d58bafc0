#pragma once

#include <vector>

#include "cli/toml_reader.hpp"
#include "core/settings.hpp"

namespace sweep {

/// The axes that `table`, [experiment.parameters], gives those parameters, in their order, each a value, a list or a
/// range: { from = 0.1, to = 1.0, count = 1000, spacing = "log" }. With design = "sobol" or "latin" ranges have no
/// count and are sampled together, by as many points as `settings` says.
std::vector<SettingAxis> read_setting_axes(TomlReader& reader, const toml::table& table,
                                           const std::vector<SettingParameter>& parameters);

} // namespace sweep
