#include "results/leftovers.hpp"

#include "io/files/scratch_folder.hpp"
#include "io/files/temporary_name.hpp"
#include "results/journal.hpp"

namespace sweep {

void remove_leftovers(const std::string& path, const std::string& scratch) noexcept {
  remove_abandoned_temporaries(path);
  remove_abandoned_temporaries(Journal::beside(path));
  ScratchFolder::remove_abandoned(scratch);
}

std::filesystem::path trial_beside(const std::string& path) {
  return temporary_name(path);
}

} // namespace sweep
