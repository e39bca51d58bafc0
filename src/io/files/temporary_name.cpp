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

/// What all of this host's begin with.
std::string beginning(const fs::path& destination) {
  std::array<char, 256> host{}; // HOST_NAME_MAX is 64
  gethostname(host.data(), host.size() - 1);
  std::string name(1, '.');
  return name.append(destination.filename().string()).append(".").append(host.data()).append(".");
}

/// Whether there is no such process; a name that is no number is nobody's.
bool is_dead(std::string_view process) {
  pid_t number = 0;
  const auto [end, error] = std::from_chars(process.data(), process.data() + process.size(), number);
  return error == std::errc() && end == process.data() + process.size() && number > 0 && kill(number, 0) != 0 &&
         errno == ESRCH;
}

fs::path folder_of(const fs::path& path) {
  return path.has_parent_path() ? path.parent_path() : fs::path(".");
}

} // namespace

fs::path temporary_name(const fs::path& destination) {
  fs::path path = destination;
  return path.replace_filename(beginning(destination) + std::to_string(getpid()) + std::string(ending));
}

void remove_abandoned_temporaries(const fs::path& destination) noexcept {
  try {
    std::error_code error;
    const fs::path real = fs::is_symlink(destination, error) ? fs::weakly_canonical(destination) : destination;
    const std::string begin = beginning(real);
    for (const fs::directory_entry& entry : fs::directory_iterator(folder_of(real))) {
      const std::string name = entry.path().filename().string();
      if (name.size() > begin.size() + ending.size() && name.starts_with(begin) && name.ends_with(ending) &&
          is_dead(std::string_view(name).substr(begin.size(), name.size() - begin.size() - ending.size()))) {
        fs::remove(entry.path(), error);
      }
    }
  } catch (...) { // they stay, and do no harm
  }
}

} // namespace sweep
