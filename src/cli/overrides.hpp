#pragma once

#include <toml++/toml.h>

#include <string>
#include <vector>

namespace sweep {

/// A value given on the command line for a key of the campaign file: `--set draws-before-coffee.draws=100`.
struct Override {
  std::string table; ///< "campaign", an experiment's name, or "experiment" for all that have the key.
  std::string key;   ///< May have dots: "repetitions.max".
  std::string value; ///< As typed; the type of the parameter decides how it is read.
  std::string where; ///< For messages: the option as typed.
};

/// Splits "TABLE.KEY=VALUE". Throws UsageError.
Override parse_override(const std::string& text);

/// Sets the value in the campaign `root`. It is read as TOML, but
/// - where the parameter is a text, as that text: 2026-11-26 is a name, no date;
/// - where the parameter is a number or a flag, without quotes that a person put around it;
/// - what is not TOML is a text, so that 100ms needs no quotes; and [a,b], of which the shell took the quotes, a list.
/// Throws UsageError where no experiment has that name, or none that key.
void apply(const Override& change, toml::table& root);

} // namespace sweep
