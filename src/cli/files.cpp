#include "cli/files.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "core/clock.hpp"
#include "core/errors.hpp"
#include "results/leftovers.hpp"
#include "results/writer.hpp"

namespace sweep {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t largest_campaign_file = 16U << 20U;

/// Removes `folder` and those around it up to `made`, as far as they are empty: another run may have come.
void remove_made(fs::path folder, const fs::path& made) {
  std::error_code error;
  while (!made.empty() && fs::remove(folder, error) && folder != made) {
    folder = folder.parent_path();
  }
}

/// Makes the folder where it is missing. Returns the outermost that it made, if any; where it throws, nothing is left.
fs::path prove_writable(const fs::path& folder, const std::string& path) {
  std::error_code error;
  fs::path made;
  for (fs::path parent = folder; !parent.empty() && !fs::exists(parent, error); parent = parent.parent_path()) {
    made = parent;
  }
  fs::create_directories(folder, error);
  const fs::path trial = trial_beside(path);
  const int file = error ? -1 : open(trial.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0) {
    const std::string why = error ? error.message() : std::strerror(errno);
    remove_made(folder, made);
    throw UsageError("cannot write to the folder " + folder.string() + ": " + why, path,
                     "give another place with -o FILE.h5");
  }
  close(file);
  fs::remove(trial, error);
  return made;
}

/// Now, without what a shell or a file system might mind: "20261122T234500Z".
std::string compact_utc_time() {
  std::string time = utc_time();
  std::erase_if(time, [](char letter) { return letter == '-' || letter == ':'; });
  return time;
}

} // namespace

std::string read_campaign_text(const std::string& path) {
  const bool standard_input = path == "-";
  const std::string name = standard_input ? "standard input" : path;
  std::error_code error;
  if (!standard_input && !fs::exists(path, error)) {
    throw UsageError("there is no such campaign file", path,
                     "give an existing one, e.g. configs/smoke.toml, or - for standard input");
  }
  if (!standard_input && fs::is_directory(path, error)) {
    throw UsageError("the campaign file is a folder", path, "name a .toml file in it");
  }
  std::ifstream file;
  if (!standard_input) {
    file.open(path, std::ios::binary);
  }
  std::istream& source = standard_input ? std::cin : file;
  std::string text(largest_campaign_file + 1, '\0');
  if (source) {
    source.read(text.data(), static_cast<std::streamsize>(text.size()));
  }
  if (source.bad() || (!standard_input && !file.is_open())) {
    throw UsageError("cannot read the campaign file: " + std::string(std::strerror(errno)), name,
                     "check its permissions");
  }
  text.resize(static_cast<std::size_t>(source.gcount()));
  if (text.size() > largest_campaign_file) {
    throw UsageError("the campaign file is larger than 16 MiB", name, "give a TOML file");
  }
  return text;
}

void expect_free(const std::string& path) {
  std::error_code error;
  if (fs::is_directory(path, error)) {
    throw UsageError("the output is a folder", path,
                     "name a file in it: -o " + (fs::path(path) / "result.h5").string());
  }
  if (fs::exists(path, error)) {
    throw UsageError("the output file exists", path,
                     "give another name with -o, --resume or --append to go on with it, or --force to overwrite it");
  }
}

std::string begin_output(const OutputRequest& request, const Result& begun,
                         const std::function<void(const std::string& path)>& inspect) {
  const std::string by_time = "results/" + request.campaign + "-" + compact_utc_time();
  for (int number = 1;; ++number) {
    const bool named = !request.asked.empty();
    const std::string suffix = number == 1 ? "" : fmt::format("-{}", number);
    std::string path = named ? request.asked : by_time + suffix + ".h5";
    const bool may_exist = named && request.force;
    std::error_code error;
    if (named && (!may_exist || fs::is_directory(path, error))) {
      expect_free(path);
    }
    bool taken = !may_exist && fs::exists(path, error);
    if (!taken) {
      const fs::path parent = fs::path(path).parent_path();
      const fs::path folder = parent.empty() ? fs::path(".") : parent;
      const fs::path made = prove_writable(folder, path);
      try {
        inspect(path);
      } catch (...) {
        remove_made(folder, made);
        throw;
      }
      taken = !may_exist && !create(begun, path); // by another program, meanwhile
    }
    if (!taken) {
      return path;
    }
    if (named) {
      expect_free(path);
    }
  }
}

std::string folder_of_campaign(const std::string& path) {
  const std::filesystem::path folder =
      path == "-" ? std::filesystem::path() : std::filesystem::path(path).parent_path();
  return std::filesystem::absolute(folder.empty() ? "." : folder).lexically_normal().string();
}

std::string scratch_beside(const std::string& path) {
  return path + ".scratch";
}

} // namespace sweep
