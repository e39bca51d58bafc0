#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "io/files/open_file.hpp"
#include "io/processes/child_program.hpp"

namespace sweep {

/// The folder in which a workload makes files and removes them. It is one that is not there yet, an empty one, or one
/// with the marker file that says it is ours; in it only what is called "sweep.*" is ever made or removed, and nothing
/// outside it: it may be a symbolic link itself, but none inside it is followed. One process uses it at a time, which a
/// lock on the marker sees to where the file system has locks; other ranks use files in it meanwhile.
class ScratchFolder {
 public:
  /// The marker's name.
  static constexpr const char* marker = ".sweep-scratch";

  /// What to do with what an earlier run left.
  enum class Leftovers { remove, keep };

  /// Throws UsageError when `folder` is somebody else's, cannot be made or cannot be written to, as far as that is
  /// found out without changing anything.
  static void inspect(const std::filesystem::path& folder);

  /// Removes `folder` with its files where an object made it whose process was killed, and whoever was to do it, too.
  /// What was left there on purpose stays.
  static void remove_abandoned(const std::filesystem::path& folder) noexcept;

  /// Takes `folder`: makes it where it is missing (not the folders above it), marks and locks it. Throws SystemError.
  /// @param prefix  of the files that this object is about, "sweep." and more: several kinds may live in a folder
  ScratchFolder(std::filesystem::path folder, Leftovers leftovers, std::string prefix = "sweep.");

  /// Removes its files; then the marker, unless something else is in the folder, and the folder where this object made
  /// it. What cannot be removed stays. When this process is killed instead, a program beside it does the same a second
  /// later, unless leftovers were kept, or another process uses the folder by then, or that program is killed too.
  ~ScratchFolder();
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;

  /// Removes its files, not the marker. Throws SystemError.
  void clear();

  /// A name "sweep.left.N" for put_aside() that nothing in `folder` has yet: what was put aside before stays.
  static std::string free_name(const std::filesystem::path& folder);

  /// Moves its files into a new folder of that name in it, where they stay. Throws SystemError.
  void put_aside(const std::string& name);

  /// Leaves everything there: the destructor then removes nothing.
  void keep();

  const std::filesystem::path& path() const { return path_; }

  /// What a person should know of it: that the file system has no locks.
  std::vector<std::string> warnings() const;

 private:
  void take_marker();
  void give_back() noexcept;
  void disown() noexcept;
  void dismiss_janitor() noexcept;

  std::filesystem::path path_;
  std::string prefix_;
  bool made_ = false; ///< The folder was made by this object, or by one whose process was killed.
  bool kept_ = false;
  bool locked_ = false;
  std::optional<OpenFile> marker_;
  std::optional<ChildProgram> janitor_; ///< Removes the files when this process is killed.
};

} // namespace sweep
