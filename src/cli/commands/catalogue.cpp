#include "cli/commands/catalogue.hpp"

namespace sweep {

#define SWEEP_CATALOGUE(name) CommandDescriptor name##_command();
#include "cli/commands/catalogue.def"
#undef SWEEP_CATALOGUE

std::span<const CommandDescriptor> commands() {
  static const std::vector<CommandDescriptor> all{
#define SWEEP_CATALOGUE(name) name##_command(),
#include "cli/commands/catalogue.def"
#undef SWEEP_CATALOGUE
  };
  return all;
}

} // namespace sweep
