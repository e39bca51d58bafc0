#include "io/files/scratch_folder.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <exception>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "core/errors.hpp"

namespace sweep {
namespace {

namespace fs = std::filesystem;

constexpr const char* another = "give an empty folder, or one that sweep made";
constexpr std::string_view note = "sweep makes and removes files called sweep.* here.\n";
/// Behind the note in the marker of a folder that was made, as long as it is to be removed.
constexpr std::string_view claim =
    "This folder is in use, or left by a sweep that was killed: then the next removes it.\n";

/// The folder's entries but the marker. Throws fs::filesystem_error.
std::vector<fs::path> entries(const fs::path& folder) {
  std::vector<fs::path> found;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
    if (entry.path().filename() != ScratchFolder::marker) {
      found.push_back(entry.path());
    }
  }
  return found;
}

/// Waits for a line, or for the end of the process that holds the pipe: then it was killed, the ranks that work in the
/// folder are being killed too, and have a second for it.
constexpr const char* janitor = R"(read -r line && exit
sleep 1
exec 9<"$1/.sweep-scratch" && flock -n 9 || exit # another run has the folder already
rm -rf -- "$1/$2"*
set -- "$1" "$2" "$3" "$1"/*
[ -e "$4" ] || { rm -f -- "$1/.sweep-scratch"; [ "$3" = made ] && rmdir -- "$1"; })";

/// A marker that is a link leads elsewhere and says nothing.
bool is_marked(const fs::path& folder) {
  return fs::is_regular_file(fs::symlink_status(folder / ScratchFolder::marker));
}

std::optional<Mistake> mistake(std::string what, std::string remedy) {
  return Mistake{.what = std::move(what), .where = "", .remedy = std::move(remedy)};
}

std::string words_of_errno() {
  return std::system_category().message(errno);
}

std::optional<Mistake> mistake_in_existing(const fs::path& folder) {
  const std::string name = folder.string();
  if (!fs::is_directory(folder)) {
    return mistake(name + " is no folder", another);
  }
  if (!is_marked(folder)) {
    const std::vector<fs::path> foreign = entries(folder);
    if (!foreign.empty()) {
      return mistake(name + " holds what sweep did not make: " + foreign.front().filename().string(), another);
    }
  }
  if (access(folder.c_str(), W_OK | X_OK) != 0) {
    return mistake(name + " cannot be written to: " + words_of_errno(), another);
  }
  return {};
}

std::optional<Mistake> mistake_in_missing(const fs::path& folder) {
  const fs::path plain = folder.has_filename() ? folder : folder.parent_path(); // "x/" is "x"
  const fs::path parent = plain.has_parent_path() ? plain.parent_path() : ".";
  const std::string name = folder.string();
  if (folder.empty()) {
    return mistake("a folder without a name cannot be made", another);
  }
  if (fs::is_symlink(fs::symlink_status(plain))) {
    return mistake(name + " is a link to what is not there", another);
  }
  if (!fs::is_directory(parent)) {
    return mistake(name + " cannot be made: there is no folder " + parent.string(), "make that first");
  }
  if (access(parent.c_str(), W_OK | X_OK) != 0) {
    return mistake(name + " cannot be made: " + words_of_errno(), another);
  }
  return {};
}

/// Why `folder` cannot be a scratch folder, if it cannot.
std::optional<Mistake> mistake_in(const fs::path& folder) {
  try {
    return fs::exists(folder) ? mistake_in_existing(folder) : mistake_in_missing(folder);
  } catch (const fs::filesystem_error& error) {
    return mistake(folder.string() + " cannot be looked at: " + error.code().message(), another);
  }
}

SystemError cannot_use(const fs::path& folder, const std::string& words, const std::string& remedy) {
  return {"use", folder.string(), words + "; " + remedy};
}

/// Whether `folder` still has the marker that was opened, which another process may have removed meanwhile.
bool is_current(const OpenFile& marker, const fs::path& path) {
  struct stat opened {};
  struct stat there {};
  return fstat(marker.descriptor(), &opened) == 0 && lstat(path.c_str(), &there) == 0 &&
         opened.st_ino == there.st_ino && opened.st_dev == there.st_dev;
}

/// On a full disk the marker does without; what comes next will say so.
void write_text(OpenFile& marker, std::string_view text) {
  try {
    marker.write(std::as_bytes(std::span(text)));
  } catch (const SystemError&) { // see above
  }
}

/// Whether somebody is to remove the folder: whose marker is locked, or who was killed.
bool is_claimed(const OpenFile& marker) {
  return marker.size() == note.size() + claim.size();
}

bool is_claimed(const fs::path& folder) {
  return is_marked(folder) && is_claimed(OpenFile(folder / ScratchFolder::marker, O_RDONLY | O_NOFOLLOW));
}

} // namespace

void ScratchFolder::inspect(const fs::path& folder) {
  if (const std::optional<Mistake> found = mistake_in(folder)) {
    throw UsageError({*found});
  }
}

ScratchFolder::ScratchFolder(fs::path folder, Leftovers leftovers, std::string prefix)
    : path_(std::move(folder)), prefix_(std::move(prefix)) {
  SWEEP_EXPECT(prefix_.starts_with("sweep."));
  if (const std::optional<Mistake> found = mistake_in(path_)) {
    throw cannot_use(path_, found->what, found->remedy);
  }
  if (leftovers == Leftovers::remove) { // before there is anything to remove
    const char* found = fs::exists(path_) && !is_claimed(path_) ? "found" : "made";
    janitor_.emplace(
        std::vector<std::string>{"/bin/sh", "-c", janitor, "sweep-janitor", path_.string(), prefix_, found});
  }
  made_ = mkdir(path_.c_str(), 0777) == 0;
  if (!made_ && errno != EEXIST) {
    const std::string words = words_of_errno();
    dismiss_janitor();
    throw cannot_use(path_, words, another);
  }
  try {
    take_marker();
    if (leftovers == Leftovers::remove) {
      clear();
    }
  } catch (...) {
    give_back();
    dismiss_janitor();
    throw;
  }
}

void ScratchFolder::take_marker() {
  const fs::path path = path_ / marker;
  do {
    marker_.emplace(path, O_RDWR | O_CREAT | O_NOFOLLOW);
    const OpenFile::Lock lock = marker_->lock();
    locked_ = lock == OpenFile::Lock::taken;
    if (lock == OpenFile::Lock::held_by_another) {
      marker_.reset();
      throw cannot_use(path_, "another sweep is using it", "wait for that one, or give another folder");
    }
  } while (!is_current(*marker_, path));
  made_ = made_ || is_claimed(*marker_);
  if (marker_->size() == 0) {
    write_text(*marker_, note);
    write_text(*marker_, made_ ? claim : "");
  }
}

void ScratchFolder::keep() {
  kept_ = true;
  disown();
}

/// What is there from now on is there on purpose.
void ScratchFolder::disown() noexcept {
  try {
    if (marker_ && is_claimed(*marker_)) {
      [[maybe_unused]] const int refused = ftruncate(marker_->descriptor(), static_cast<off_t>(note.size()));
    }
  } catch (const SystemError&) { // the file is gone
  }
}

void ScratchFolder::remove_abandoned(const fs::path& folder) noexcept {
  try {
    if (is_claimed(folder)) {
      const ScratchFolder abandoned(folder, Leftovers::keep); // whose end removes it; it fails where it is in use
    }
  } catch (...) { // it stays
  }
}

ScratchFolder::~ScratchFolder() {
  try {
    if (!kept_) {
      clear();
    }
  } catch (...) { // it stays
  }
  if (!kept_) {
    give_back();
  }
  dismiss_janitor();
}

std::vector<std::string> ScratchFolder::warnings() const {
  if (locked_) {
    return {};
  }
  return {"unlocked: the file system of " + path_.string() +
          " has no file locks (flock), so that nothing keeps another sweep out of it; give each run a folder of its "
          "own, and remove what a killed run leaves by hand"};
}

void ScratchFolder::dismiss_janitor() noexcept {
  try {
    if (janitor_ && janitor_->alive()) {
      janitor_->tell("dismissed");
    }
  } catch (...) { // it has ended
  }
  janitor_.reset();
}

void ScratchFolder::clear() {
  try {
    for (const fs::path& entry : entries(path_)) {
      if (entry.filename().string().starts_with(prefix_)) {
        fs::remove_all(entry); // follows no link
      }
    }
  } catch (const fs::filesystem_error& error) {
    throw SystemError("remove", error.path1().empty() ? path_.string() : error.path1().string(),
                      error.code().message() + "; remove it by hand, or give another folder");
  }
}

std::string ScratchFolder::free_name(const fs::path& folder) {
  std::error_code ignored;
  std::string name;
  for (int number = 0; name.empty() || fs::exists(folder / name, ignored); ++number) {
    name = "sweep.left." + std::to_string(number);
  }
  return name;
}

void ScratchFolder::put_aside(const std::string& name) {
  try {
    const fs::path aside = path_ / name;
    fs::create_directory(aside);
    for (const fs::path& entry : entries(path_)) {
      if (entry.filename().string().starts_with(prefix_)) {
        fs::rename(entry, aside / entry.filename());
      }
    }
  } catch (const fs::filesystem_error& error) {
    throw SystemError("put aside the files in", path_.string(), error.code().message());
  }
}

/// The marker is removed before its lock is given up.
void ScratchFolder::give_back() noexcept {
  try {
    if (marker_ && entries(path_).empty()) {
      unlink((path_ / marker).c_str());
    } else {
      disown();
    }
  } catch (...) { // the folder is gone, or out of reach
  }
  marker_.reset();
  if (made_) {
    rmdir(path_.c_str()); // fails where it is not empty
  }
}

} // namespace sweep
