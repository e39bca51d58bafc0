// io/files/open_file.hpp; that a replaced file is whole whatever happens is tested through durable_write_test.cpp.

#include "io/files/open_file.hpp"

#include <fcntl.h>

#include <cstring>
#include <fstream>
#include <sys/stat.h>
#include <vector>

#include <gtest/gtest.h>

#include "../../core/error_text.hpp"
#include "../in_child.hpp"
#include "../temporary_folder.hpp"
#include "core/errors.hpp"
#include "refused_calls.hpp"

namespace sweep {
namespace {

namespace fs = std::filesystem;
using test::error_text;
using test::TemporaryFolder;

std::span<const std::byte> bytes_of(const std::string& text) {
  return std::as_bytes(std::span(text));
}

std::string content(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(OpenFileTest, GivesBackWhatWasWritten) {
  const TemporaryFolder folder;
  const std::string text(3'000'000, 'x');
  {
    OpenFile file(folder.path() / "x", O_WRONLY | O_CREAT);
    file.write(bytes_of(text));
    file.write(bytes_of("end"));
    file.write({});
    file.synchronise();
    EXPECT_EQ(file.size(), text.size() + 3);
  }
  EXPECT_TRUE(content(folder.path() / "x") == text + "end");
}

TEST(OpenFileTest, ReadsInPiecesAndLessOnlyAtTheEnd) {
  const TemporaryFolder folder;
  std::ofstream(folder.path() / "x") << "0123456789";
  OpenFile file(folder.path() / "x", O_RDONLY);
  std::string piece(4, ' ');
  const auto read = [&] { return file.read(std::as_writable_bytes(std::span(piece))); };
  EXPECT_EQ(read(), 4);
  EXPECT_EQ(piece, "0123");
  EXPECT_EQ(read(), 4);
  EXPECT_EQ(read(), 2);
  EXPECT_EQ(piece.substr(0, 2), "89");
  EXPECT_EQ(read(), 0);
}

TEST(OpenFileTest, GathersAllThatAPipeGivesInPieces) {
  const TemporaryFolder folder;
  const std::string path = folder.path() / "pipe";
  ASSERT_EQ(mkfifo(path.c_str(), 0600), 0);
  const pid_t child = fork();
  if (child == 0) {
    OpenFile writing(path, O_WRONLY);
    for (int i = 0; i < 10; ++i) {
      writing.write(bytes_of("0123456789"));
    }
    _exit(0);
  }
  OpenFile reading(path, O_RDONLY);
  std::string all(200, ' ');
  EXPECT_EQ(reading.read(std::as_writable_bytes(std::span(all))), 100);
  waitpid(child, nullptr, 0);
}

TEST(OpenFileTest, NamesTheFileThatTheSystemRefuses) {
  const TemporaryFolder folder;
  const fs::path missing = folder.path() / "missing";
  EXPECT_EQ(error_text([&] { OpenFile(missing, O_RDONLY); }),
            "cannot open " + missing.string() + ": No such file or directory");
  EXPECT_EQ(error_text([] { OpenFile("/dev/full", O_WRONLY).write(bytes_of("x")); }),
            "cannot write /dev/full: No space left on device");
  EXPECT_EQ(error_text([] {
              std::byte byte{};
              OpenFile("/dev/null", O_WRONLY).read({&byte, 1});
            }),
            "cannot read /dev/null: Bad file descriptor");
}

TEST(OpenFileTest, SaysWhatToRaiseWhereThereIsNoDescriptorLeft) {
  EXPECT_EQ(test::in_child_with_descriptors(3, 3,
                                            [] {
                                              OpenFile("/dev/null", O_RDONLY);
                                              return std::string("it was opened");
                                            }),
            "cannot open /dev/null: too many open files; raise `ulimit -n`");
}

TEST(OpenFileTest, TellsOfAWriteThatIsRefusedOnlyWhenTheFileIsClosed) {
  const TemporaryFolder folder;
  const std::string path = folder.path() / "x";
  OpenFile file(path, O_WRONLY | O_CREAT);
  file.write(bytes_of("text"));
  const test::Refused quota({.close = EDQUOT});
  EXPECT_EQ(error_text([&] { file.close(); }), "cannot close " + path + ": Disk quota exceeded");
  EXPECT_EQ(error_text([&] { file.close(); }), ""); // it is closed
}

TEST(ReplaceFileTest, LeavesTheOldFileWhereTheNewOneIsRefusedWhenItIsClosed) {
  const TemporaryFolder folder;
  replace_file(folder.path() / "x", bytes_of("old"), Flush::no);
  {
    const test::Refused network({.close = EIO});
    EXPECT_NE(error_text([&] { replace_file(folder.path() / "x", bytes_of("new"), Flush::no); }).find("cannot close"),
              std::string::npos);
  }
  EXPECT_EQ(content(folder.path() / "x"), "old");
  EXPECT_EQ(folder.names(), std::vector<std::string>{"x"});
}

TEST(OpenFileTest, DoesWithoutWhatAFileSystemDoesNotHave) {
  const TemporaryFolder folder;
  for (const int error : {EOPNOTSUPP, ENOSYS}) {
    OpenFile file(folder.path() / "x", O_WRONLY | O_CREAT);
    const test::Refused calls({.flock = error, .fallocate = error, .fsync = EINVAL});
    EXPECT_EQ(file.lock(), OpenFile::Lock::unknown_here);
    EXPECT_FALSE(file.preallocate(10));
    file.synchronise();
  }
  OpenFile file(folder.path() / "x", O_WRONLY);
  EXPECT_TRUE(file.preallocate(10));
  EXPECT_EQ(file.lock(), OpenFile::Lock::taken);
  EXPECT_EQ(OpenFile(folder.path() / "x", O_WRONLY).lock(), OpenFile::Lock::held_by_another);
}

TEST(OpenFileTest, SaysWhatAFileSystemWithoutDirectAccessLacks) {
  const std::string words = error_text([] { OpenFile("/proc/self/stat", O_RDONLY | O_DIRECT); });
  EXPECT_EQ(words, "cannot open /proc/self/stat: this file system has no O_DIRECT; set direct = false, or give another "
                   "`directory`");
}

TEST(ReplaceFileTest, MakesAFileAndReplacesIt) {
  const TemporaryFolder folder;
  for (const Flush flush : {Flush::yes, Flush::no}) {
    for (const std::string text : {"a long text", "short", ""}) {
      replace_file(folder.path() / "x", bytes_of(text), flush);
      EXPECT_EQ(content(folder.path() / "x"), text);
      EXPECT_EQ(folder.names(), std::vector<std::string>{"x"});
    }
  }
}

TEST(ReplaceFileTest, LeavesWhoeverReadsTheOldFileIt) {
  const TemporaryFolder folder;
  replace_file(folder.path() / "x", bytes_of("old"), Flush::no);
  OpenFile old(folder.path() / "x", O_RDONLY);
  replace_file(folder.path() / "x", bytes_of("new"), Flush::no);
  std::string text(3, ' ');
  EXPECT_EQ(old.read(std::as_writable_bytes(std::span(text))), 3);
  EXPECT_EQ(text, "old");
}

TEST(ReplaceFileTest, LeavesNothingBehindWhereItFails) {
  const TemporaryFolder folder;
  fs::create_directory(folder.path() / "x");
  const std::string words = error_text([&] { replace_file(folder.path() / "x", bytes_of("text"), Flush::no); });
  EXPECT_EQ(words.find("cannot rename "), 0) << words;
  EXPECT_NE(words.find((folder.path() / "x").string() + ": Is a directory"), std::string::npos) << words;
  EXPECT_EQ(folder.names(), std::vector<std::string>{"x"});
  EXPECT_NE(error_text([&] {
              replace_file(folder.path() / "no" / "x", std::span<const std::byte>(), Flush::no);
            }).find("No such file"),
            std::string::npos);
}

TEST(MakeFileTest, MakesAFileWhereThereIsNone) {
  const TemporaryFolder folder;
  EXPECT_TRUE(make_file(folder.path() / "x", bytes_of("first"), Flush::yes));
  EXPECT_FALSE(make_file(folder.path() / "x", bytes_of("second"), Flush::yes));
  EXPECT_EQ(content(folder.path() / "x"), "first");
  EXPECT_EQ(folder.names(), std::vector<std::string>{"x"});
}

TEST(MakeFileTest, MakesAFileAlsoWhereThereAreNoHardLinks) {
  for (const int error : {EPERM, EOPNOTSUPP, ENOSYS}) {
    const TemporaryFolder folder;
    const test::Refused links({.link = error});
    EXPECT_TRUE(make_file(folder.path() / "x", bytes_of("first"), Flush::yes));
    EXPECT_FALSE(make_file(folder.path() / "x", bytes_of("second"), Flush::yes));
    EXPECT_EQ(content(folder.path() / "x"), "first");
    EXPECT_EQ(folder.names(), std::vector<std::string>{"x"});
  }
}

TEST(MakeFileTest, LeavesNothingBehindWhereItFails) {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "x";
  for (const test::Refusals& calls : {test::Refusals{.link = EIO}, test::Refusals{.link = EPERM, .rename = EIO}}) {
    const test::Refused disk(calls);
    EXPECT_EQ(error_text([&] { make_file(path, bytes_of("text"), Flush::no); }),
              "cannot make " + path.string() + ": Input/output error");
    EXPECT_TRUE(folder.names().empty());
  }
}

TEST(MakeFileTest, FlushesTheFolderOnceTheNameIsThere) {
  const TemporaryFolder folder;
  for (const int without_links : {0, EPERM}) {
    const test::Refused calls({.folder_fsync = EIO, .link = without_links});
    const fs::path path = folder.path() / std::to_string(without_links);
    EXPECT_EQ(error_text([&] { make_file(path, bytes_of("text"), Flush::yes); }),
              "cannot synchronise " + folder.path().string() + ": Input/output error");
    EXPECT_EQ(content(path), "text");
  }
}

TEST(MakeFileTest, LeavesFoldersAndLinksAlone) {
  const TemporaryFolder folder;
  fs::create_directory(folder.path() / "x");
  fs::create_symlink("nowhere", folder.path() / "y");
  EXPECT_FALSE(make_file(folder.path() / "x", bytes_of("text"), Flush::no));
  EXPECT_FALSE(make_file(folder.path() / "y", bytes_of("text"), Flush::no));
  EXPECT_THROW(make_file(folder.path() / "no" / "x", bytes_of("text"), Flush::no), SystemError);
  EXPECT_EQ(folder.names(), (std::vector<std::string>{"x", "y"}));
}

} // namespace
} // namespace sweep
