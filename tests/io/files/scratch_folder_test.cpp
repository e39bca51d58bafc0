#include "io/files/scratch_folder.hpp"

#include <sys/mount.h>

#include <fstream>

#include <gtest/gtest.h>

#include "../../core/error_text.hpp"
#include "../temporary_folder.hpp"
#include "core/errors.hpp"
#include "refused_calls.hpp"

namespace sweep {
namespace {

namespace fs = std::filesystem;
using Leftovers = ScratchFolder::Leftovers;
using test::error_text;
using test::TemporaryFolder;
using Names = std::vector<std::string>;

void write(const fs::path& path) {
  std::ofstream(path) << "text";
}

/// Both ways of asking say the same, that the folder cannot be used, in words that contain `words`.
void expect_refused(const fs::path& folder, const std::string& words) {
  const std::string inspected = error_text<UsageError>([&] { ScratchFolder::inspect(folder); });
  EXPECT_NE(inspected.find(words), std::string::npos) << inspected;
  const std::string taken = error_text([&] { ScratchFolder(folder, Leftovers::remove); });
  EXPECT_NE(taken.find(inspected), std::string::npos) << taken;
}

TEST(ScratchFolderTest, IsUsedUnlockedAndSaysSoWhereThereAreNoLocks) {
  const TemporaryFolder above;
  const fs::path path = above.path() / "x";
  for (const int error : {ENOSYS, EOPNOTSUPP, ENOLCK}) {
    const test::Refused locks({.flock = error});
    const ScratchFolder scratch(path, Leftovers::remove);
    write(path / "sweep.file");
    ASSERT_EQ(scratch.warnings().size(), 1);
    EXPECT_NE(scratch.warnings().front().find("unlocked: the file system of " + path.string()), std::string::npos);
  }
  EXPECT_FALSE(fs::exists(path));
  EXPECT_TRUE(ScratchFolder(path, Leftovers::remove).warnings().empty());
}

TEST(ScratchFolderTest, IsMadeMarkedAndRemoved) {
  const TemporaryFolder above;
  const fs::path path = above.path() / "x";
  ScratchFolder::inspect(path);
  EXPECT_FALSE(fs::exists(path));
  {
    const ScratchFolder scratch(path, Leftovers::remove);
    EXPECT_EQ(scratch.path(), path);
    EXPECT_TRUE(fs::exists(path / ScratchFolder::marker));
    fs::create_directories(path / "sweep.tree/below");
    write(path / "sweep.tree/below/file");
    write(path / "sweep.file");
  }
  EXPECT_TRUE(above.names().empty());
}

TEST(ScratchFolderTest, LeavesAnEmptyFolderThatWasThereEmpty) {
  const TemporaryFolder folder;
  for (int time = 0; time < 2; ++time) {
    ScratchFolder::inspect(folder.path());
    const ScratchFolder scratch(folder.path(), Leftovers::remove);
    write(folder.path() / "sweep.file");
  }
  EXPECT_TRUE(folder.names().empty());
}

TEST(ScratchFolderTest, RefusesSomebodyElsesFolderAndTouchesNothing) {
  const TemporaryFolder folder;
  write(folder.path() / "sweep.old");
  expect_refused(folder.path(), folder.path().string() + " holds what sweep did not make: sweep.old; give an empty "
                                                         "folder, or one that sweep made");
  EXPECT_EQ(folder.names(), Names{"sweep.old"});
}

TEST(ScratchFolderTest, RemovesWhatAnEarlierRunLeftAndNothingElse) {
  const TemporaryFolder folder;
  write(folder.path() / ScratchFolder::marker);
  write(folder.path() / "sweep.old");
  write(folder.path() / "mine");
  ScratchFolder::inspect(folder.path());
  {
    const ScratchFolder scratch(folder.path(), Leftovers::remove);
    EXPECT_EQ(folder.names(), (Names{ScratchFolder::marker, "mine"}));
  }
  EXPECT_EQ(folder.names(), (Names{ScratchFolder::marker, "mine"})) << "or nobody could use the folder again";
}

TEST(ScratchFolderTest, KeepsWhatAnEarlierRunLeftWhereAskedTo) {
  const TemporaryFolder folder;
  write(folder.path() / ScratchFolder::marker);
  write(folder.path() / "sweep.old");
  ScratchFolder scratch(folder.path(), Leftovers::keep);
  EXPECT_EQ(folder.names(), (Names{ScratchFolder::marker, "sweep.old"}));
  scratch.clear();
  EXPECT_EQ(folder.names(), Names{ScratchFolder::marker});
}

TEST(ScratchFolderTest, RemovesFilesOfItsKindOnly) {
  const TemporaryFolder folder;
  write(folder.path() / ScratchFolder::marker);
  write(folder.path() / "sweep.one");
  write(folder.path() / "sweep.other");
  {
    const ScratchFolder scratch(folder.path(), Leftovers::remove, "sweep.one");
    EXPECT_EQ(folder.names(), (Names{ScratchFolder::marker, "sweep.other"}));
    write(folder.path() / "sweep.one");
  }
  EXPECT_EQ(folder.names(), (Names{ScratchFolder::marker, "sweep.other"}));
}

TEST(ScratchFolderTest, LeavesEverythingWhereAskedTo) {
  const TemporaryFolder above;
  const fs::path path = above.path() / "x";
  {
    ScratchFolder scratch(path, Leftovers::remove);
    write(path / "sweep.file");
    scratch.keep();
  }
  EXPECT_TRUE(fs::exists(path / "sweep.file"));
  ScratchFolder::inspect(path);
  ScratchFolder(path, Leftovers::remove).clear();
  EXPECT_FALSE(fs::exists(path / "sweep.file"));
}

/// As a process leaves it that is killed, and all that it started.
void leave_as_if_killed(const fs::path& folder) {
  const fs::path aside = folder.string() + ".aside";
  {
    const ScratchFolder scratch(folder, Leftovers::keep);
    write(folder / "sweep.file");
    fs::create_directory(aside);
    fs::copy(folder, aside, fs::copy_options::recursive);
  }
  fs::rename(aside, folder);
}

TEST(ScratchFolderTest, IsRemovedWhereItsMakerWasKilled) {
  const TemporaryFolder above;
  const fs::path path = above.path() / "x";
  leave_as_if_killed(path);
  EXPECT_TRUE(fs::exists(path / "sweep.file"));
  ScratchFolder::remove_abandoned(path);
  EXPECT_TRUE(above.names().empty());
  leave_as_if_killed(path);
  { const ScratchFolder next(path, Leftovers::remove); }
  EXPECT_TRUE(above.names().empty()) << "whoever uses it next takes over the duty";
}

TEST(ScratchFolderTest, IsNotRemovedWhereItIsInUseOrWasLeftOnPurpose) {
  const TemporaryFolder above;
  const fs::path path = above.path() / "x";
  const auto stays = [&] {
    ScratchFolder::remove_abandoned(path);
    return fs::exists(path / "sweep.file");
  };
  {
    ScratchFolder scratch(path, Leftovers::remove);
    write(path / "sweep.file");
    EXPECT_TRUE(stays()) << "it is in use";
    scratch.keep();
    EXPECT_TRUE(stays());
  }
  EXPECT_TRUE(stays()) << "it was kept";
  fs::remove_all(path);
  {
    ScratchFolder scratch(path, Leftovers::remove, "sweep.of_use");
    write(path / "sweep.file");
  }
  EXPECT_TRUE(stays()) << "it is of another kind";
  fs::remove(path / ScratchFolder::marker);
  EXPECT_TRUE(stays()) << "it is somebody else's";
  ScratchFolder::remove_abandoned(above.path() / "missing");
}

TEST(ScratchFolderTest, IsUsedByOneAtATime) {
  const TemporaryFolder folder;
  {
    const ScratchFolder first(folder.path(), Leftovers::remove);
    write(folder.path() / "sweep.file");
    const std::string words = error_text([&] { ScratchFolder(folder.path(), Leftovers::remove); });
    EXPECT_EQ(words, "cannot use " + folder.path().string() +
                         ": another sweep is using it; wait for that one, or give another folder");
    EXPECT_EQ(folder.names(), (Names{ScratchFolder::marker, "sweep.file"}));
  }
  const ScratchFolder second(folder.path(), Leftovers::remove);
}

TEST(ScratchFolderTest, NeedsAFolderAboveIt) {
  const TemporaryFolder above;
  const fs::path missing = above.path() / "missing";
  expect_refused(missing / "x", "there is no folder " + missing.string() + "; make that first");
  write(above.path() / "file");
  expect_refused(above.path() / "file", "is no folder");
  expect_refused(above.path() / "file" / "x", above.path().string());
  fs::create_symlink(missing, above.path() / "dangling");
  expect_refused(above.path() / "dangling", "is a link to what is not there");
  expect_refused("", "cannot be made");
  EXPECT_EQ(above.names(), (Names{"dangling", "file"}));
}

TEST(ScratchFolderTest, FollowsALinkToItButNoneInside) {
  const TemporaryFolder folder;
  const TemporaryFolder elsewhere;
  write(elsewhere.path() / "file");
  const fs::path link = elsewhere.path() / "link";
  fs::create_directory_symlink(folder.path(), link);
  {
    const ScratchFolder scratch(link, Leftovers::remove);
    fs::create_directory(link / "sweep.tree");
    fs::create_directory_symlink(elsewhere.path(), link / "sweep.away");
    fs::create_directory_symlink(elsewhere.path(), link / "sweep.tree" / "away");
  }
  EXPECT_TRUE(folder.names().empty());
  EXPECT_EQ(elsewhere.names(), (Names{"file", "link"}));
}

TEST(ScratchFolderTest, TrustsNoMarkerThatIsALink) {
  const TemporaryFolder folder;
  const TemporaryFolder elsewhere;
  write(elsewhere.path() / "file");
  fs::create_symlink(elsewhere.path() / "file", folder.path() / ScratchFolder::marker);
  write(folder.path() / "sweep.file");
  expect_refused(folder.path(), "holds what sweep did not make");
  fs::remove(folder.path() / "sweep.file");
  EXPECT_THROW(ScratchFolder(folder.path(), Leftovers::remove), SystemError);
  EXPECT_EQ(folder.names(), Names{ScratchFolder::marker});
}

TEST(ScratchFolderTest, RefusesAFolderThatCannotBeWrittenTo) {
  const TemporaryFolder above; // root may write whatever permissions say, but not here:
  if (mount("tmpfs", above.path().c_str(), "tmpfs", MS_RDONLY, "") != 0) {
    GTEST_SKIP() << "not permitted to mount";
  }
  expect_refused(above.path(), "cannot be written to: Read-only file system; give");
  expect_refused(above.path() / "x", "cannot be made: Read-only file system; give");
  umount2(above.path().c_str(), MNT_DETACH);
}

} // namespace
} // namespace sweep
