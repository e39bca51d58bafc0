#include "cli/files.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "core/errors.hpp"

namespace sweep {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t largest_campaign_file = 16U << 20U;

/// Leaves nothing behind.
void prove_writable(const fs::path& folder, const std::string& path) {
  std::error_code error;
  fs::path made;
  for (fs::path parent = folder; !parent.empty() && !fs::exists(parent, error); parent = parent.parent_path()) {
    made = parent;
  }
  fs::create_directories(folder, error);
  const fs::path trial = folder / (".sweep-" + std::to_string(getpid()) + ".tmp");
  const int file = error ? -1 : open(trial.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0) {
    const std::string why = error ? error.message() : std::strerror(errno);
    if (!made.empty()) {
      fs::remove_all(made, error);
    }
    throw UsageError("cannot write to the folder " + folder.string() + ": " + why, path,
                     "give another place with -o FILE.h5");
  }
  close(file);
  fs::remove(trial, error);
}

} // namespace

std::string read_campaign_text(const std::string& path) {
  std::error_code error;
  if (!fs::exists(path, error)) {
    throw UsageError("there is no such campaign file", path, "give an existing one, e.g. configs/smoke.toml");
  }
  if (fs::is_directory(path, error)) {
    throw UsageError("the campaign file is a folder", path, "name a .toml file in it");
  }
  if (fs::is_regular_file(path, error) && fs::file_size(path, error) > largest_campaign_file) {
    throw UsageError("the campaign file is larger than 16 MiB", path, "give a TOML file");
  }
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  if (!file) {
    throw UsageError("cannot read the campaign file: " + std::string(std::strerror(errno)), path,
                     "check its permissions");
  }
  return text.str();
}

std::string prepare_output(const std::string& asked, const std::string& campaign, bool force) {
  std::string path = asked;
  if (path.empty()) {
    std::string time = utc_time();
    std::erase_if(time, [](char letter) { return letter == '-' || letter == ':'; });
    path = "results/" + campaign + "-" + time + ".h5";
  }
  std::error_code error;
  if (fs::is_directory(path, error)) {
    throw UsageError("the output is a folder", path,
                     "name a file in it: -o " + (fs::path(path) / "result.h5").string());
  }
  if (fs::exists(path, error) && !force) {
    throw UsageError("the output file exists", path, "give another name with -o, or --force to overwrite it");
  }
  const fs::path folder = fs::path(path).parent_path();
  prove_writable(folder.empty() ? fs::path(".") : folder, path);
  return path;
}

std::string scratch_beside(const std::string& path) {
  return fs::path(path).replace_extension("scratch").string();
}

std::string utc_time() {
  const std::time_t seconds = std::time(nullptr);
  std::tm time{};
  gmtime_r(&seconds, &time);
  std::array<char, 32> text{};
  const std::size_t length = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &time);
  return {text.data(), length};
}

} // namespace sweep
