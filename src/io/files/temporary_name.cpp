#include "io/files/temporary_name.hpp"

#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <string>
#include <string_view>

namespace sweep {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view ending = ".tmp";

std::string host_name() {
  std::array<char, 256> host{}; // HOST_NAME_MAX is 64
  gethostname(host.data(), host.size() - 1);
  return host.data();
}

/// Whether there is no such process; a name that is no number is nobody's.
bool is_dead(std::string_view process) {
  pid_t number = 0;
  const auto [end, error] = std::from_chars(process.data(), process.data() + process.size(), number);
  return error == std::errc() && end == process.data() + process.size() && number > 0 && kill(number, 0) != 0 &&
         errno == ESRCH;
}

/// The destination's name, where a process of this host that is dead left a file called `name`; else nothing.
std::string destination_of(std::string_view name, const std::string& host) {
  if (!name.starts_with('.') || !name.ends_with(ending)) {
    return {};
  }
  name.remove_suffix(ending.size());
  const std::size_t dot = name.rfind('.');
  const std::string_view before = name.substr(0, dot);
  const bool of_host =
      before.size() > host.size() + 2 && before.ends_with(host) && before[before.size() - host.size() - 1] == '.';
  return of_host && is_dead(name.substr(dot + 1)) ? std::string(before.substr(1, before.size() - host.size() - 2)) : "";
}

/// Of those in `folder`, removes what is left of the file called `only`, or of any where that is empty.
void remove_abandoned(const fs::path& folder, const std::string& only) noexcept {
  try {
    std::error_code error;
    const std::string host = host_name();
    for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
      const std::string destination = destination_of(entry.path().filename().string(), host);
      if (!destination.empty() && (only.empty() || destination == only)) {
        fs::remove(entry.path(), error);
      }
    }
  } catch (...) { // they stay, and do no harm
  }
}

} // namespace

fs::path temporary_name(const fs::path& destination) {
  std::string name(1, '.');
  name.append(destination.filename().string()).append(".").append(host_name()).append(".");
  fs::path path = destination;
  return path.replace_filename(name + std::to_string(getpid()) + std::string(ending));
}

void remove_abandoned_temporaries(const fs::path& destination) noexcept {
  try {
    std::error_code error;
    const fs::path real = fs::is_symlink(destination, error) ? fs::weakly_canonical(destination) : destination;
    remove_abandoned(real.has_parent_path() ? real.parent_path() : fs::path("."), real.filename().string());
  } catch (...) { // they stay, and do no harm
  }
}

void remove_abandoned_temporaries_in(const fs::path& folder) noexcept {
  remove_abandoned(folder, {});
}

} // namespace sweep
