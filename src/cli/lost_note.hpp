#pragma once

#include <optional>
#include <string>

namespace sweep {

/// FILE.h5.lost: the host that a launch lost, and how that was seen, beside its result. jobs/local.sh leaves that host
/// out when it launches again. One line: the host, a tab, the text.
struct LostNote {
  std::string host;
  std::string text;
};

/// What /launches says of such a launch. jobs/sweep.sbatch knows it by its first word.
std::string end_of_launch(const LostNote& note);

/// Leaves it, as far as the disk takes it.
void write_lost_note(const std::string& result_path, const LostNote& note) noexcept;

/// None where there is none.
std::optional<LostNote> read_lost_note(const std::string& result_path);

/// Takes it away, where there is one.
void remove_lost_note(const std::string& result_path) noexcept;

} // namespace sweep
