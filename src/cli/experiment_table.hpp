#pragma once

#include "campaign/plan.hpp"
#include "cli/toml_reader.hpp"

namespace sweep {

/// Reads one [[experiment]]; what is wrong becomes mistakes of `reader`, and the experiment is then not to be used.
Experiment read_experiment(TomlReader& reader, const toml::table& table);

} // namespace sweep
