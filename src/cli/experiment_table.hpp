#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "campaign/plan.hpp"
#include "cli/toml_reader.hpp"

namespace sweep {

/// Reads one [[experiment]]; what is wrong becomes mistakes of `reader`, and the experiment is then not to be used.
Experiment read_experiment(TomlReader& reader, const toml::table& table);

/// Reads [experiment.parameters] into the settings of `experiment`, whose workload and axes are known. Each parameter
/// must be one under some value of the axes, and its values valid under all that have it.
void read_settings(TomlReader& reader, const toml::table& table, Experiment& experiment);

/// The name in `table` of that campaign or experiment (`whose`), or `initial`.
std::string read_name(TomlReader& reader, const toml::table& table, std::string_view whose, std::string initial);

/// The keys that the [[experiment]] `table` may have; none where its workload does not exist.
std::vector<std::string> keys_of(const toml::table& table);

/// What the dotted `key` of the [[experiment]] `table` takes; nothing where it may have no such key.
std::optional<Parameter> parameter_of(const toml::table& table, std::string_view key);

} // namespace sweep
