#include "workloads/documents/document_folder.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <map>

#include <gtest/gtest.h>

#include "../../core/error_text.hpp"
#include "../../io/temporary_folder.hpp"
#include "core/errors.hpp"

namespace sweep {
namespace {

namespace fs = std::filesystem;
using test::error_text;
using test::TemporaryFolder;

constexpr DocumentSeries own_series{.seed = 215, .size = 1000};
constexpr std::uint64_t few = 10;

std::string content_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void expect_all_right(const std::string& address, const DocumentSeries& of) {
  for (std::uint64_t n = 0; n < few; ++n) {
    EXPECT_EQ(content_of(DocumentFolder::file(address, n)), document_text(of, n)) << n;
  }
}

/// The files of a folder: a file that is replaced gets another number.
std::map<std::string, ino_t> inodes(const fs::path& folder) {
  std::map<std::string, ino_t> found;
  for (const auto& entry : fs::directory_iterator(folder)) {
    struct stat status {};
    EXPECT_EQ(stat(entry.path().c_str(), &status), 0);
    found[entry.path().filename()] = status.st_ino;
  }
  return found;
}

TEST(DocumentFolderTest, HoldsTheDocumentsOfTheSeriesAndNothingElse) {
  const TemporaryFolder folder;
  DocumentFolder documents(own_series, few, folder.path() / "not" / "there yet");
  EXPECT_EQ(fs::path(documents.address()).parent_path(), folder.path() / "not" / "there yet");
  EXPECT_TRUE(!documents.address().empty());
  expect_all_right(documents.address(), own_series);
  EXPECT_EQ(inodes(documents.address()).size(), few);
}

TEST(DocumentFolderTest, WritesNoFileAgainThatIsThere) {
  const TemporaryFolder folder;
  const std::string address = DocumentFolder(own_series, few, folder.path()).address();
  const auto before = inodes(address);
  EXPECT_EQ(DocumentFolder(own_series, few, folder.path()).address(), address);
  EXPECT_EQ(inodes(address), before);
}

TEST(DocumentFolderTest, PutsRightWhatIsWrongAndThatOnly) {
  const TemporaryFolder folder;
  const std::string address = DocumentFolder(own_series, few, folder.path()).address();
  const auto before = inodes(address);
  fs::resize_file(DocumentFolder::file(address, 2), 500);
  fs::resize_file(DocumentFolder::file(address, 3), 1001);
  std::fstream(DocumentFolder::file(address, 4), std::ios::in | std::ios::out).seekp(999).put('!');
  fs::remove(DocumentFolder::file(address, 5));
  std::ofstream(DocumentFolder::file(address, 6)).flush();
  const DocumentFolder again(own_series, few, folder.path());
  expect_all_right(address, own_series);
  for (const auto& [name, inode] : inodes(address)) {
    const bool was_wrong = name >= "2.json" && name <= "6.json";
    EXPECT_TRUE(was_wrong || inode == before.at(name)) << name;
  }
  EXPECT_EQ(inodes(address).size(), few);
}

TEST(DocumentFolderTest, KeepsSeriesApart) {
  const TemporaryFolder folder;
  const DocumentSeries other{.seed = 216, .size = 1000};
  const DocumentSeries larger{.seed = 215, .size = 1001};
  const std::string address = DocumentFolder(own_series, few, folder.path()).address();
  expect_all_right(DocumentFolder(other, few, folder.path()).address(), other);
  expect_all_right(DocumentFolder(larger, few, folder.path()).address(), larger);
  expect_all_right(address, own_series);
}

TEST(DocumentFolderTest, HoldsMoreDocumentsWhenMoreAreAskedFor) {
  const TemporaryFolder folder;
  const std::string address = DocumentFolder(own_series, 3, folder.path()).address();
  const auto before = inodes(address);
  const DocumentFolder more(own_series, few, folder.path());
  expect_all_right(address, own_series);
  for (const auto& [name, inode] : before) {
    EXPECT_EQ(inodes(address).at(name), inode) << name;
  }
}

TEST(DocumentFolderTest, NamesADirectoryThatMayNotBeWritten) {
  const TemporaryFolder folder;
  fs::permissions(folder.path(), fs::perms(0555));
  const uid_t user = geteuid();
  if (user == 0) { // who may write everywhere: become nobody
    ASSERT_EQ(seteuid(65534), 0);
  }
  const std::string words = error_text([&] { DocumentFolder(own_series, few, folder.path()); });
  ASSERT_EQ(seteuid(user), 0);
  fs::permissions(folder.path(), fs::perms::owner_all);
  EXPECT_EQ(words.find("cannot make the folder " + folder.path().string()), 0) << words;
  EXPECT_NE(words.find("Permission denied; give another `directory`"), std::string::npos) << words;
}

TEST(DocumentFolderTest, NamesAFileThatStandsWhereTheFolderShould) {
  const TemporaryFolder folder;
  std::ofstream(folder.path() / "file") << "x";
  const std::string words = error_text([&] { DocumentFolder(own_series, few, folder.path() / "file"); });
  EXPECT_EQ(words.find("cannot make the folder " + (folder.path() / "file").string()), 0) << words;
}

TEST(DocumentFolderTest, NamesAFileThatCannotBeReplaced) {
  const TemporaryFolder folder;
  const std::string address = DocumentFolder(own_series, few, folder.path()).address();
  fs::remove(DocumentFolder::file(address, 4));
  fs::create_directory(DocumentFolder::file(address, 4));
  const std::string words = error_text([&] { DocumentFolder(own_series, few, folder.path()); });
  EXPECT_NE(words.find(DocumentFolder::file(address, 4)), std::string::npos) << words;
}

TEST(DocumentFolderTest, HasADirectoryOfTheUsersOwnByDefault) {
  EXPECT_EQ(DocumentFolder::default_directory(), fs::temp_directory_path() / ("sweep-" + std::to_string(getuid())));
}

TEST(ReadFileTest, GivesTheContentOfAFileWhicheverWayItIsRun) {
  const TemporaryFolder folder;
  const std::string path = folder.path() / "x";
  Pool<Buffer> buffers;
  for (const std::size_t size : {std::size_t{0}, std::size_t{1}, std::size_t{1'000'000}, std::size_t{10}}) {
    const std::string text(size, static_cast<char>('a' + size % 26));
    std::ofstream(path) << text;
    ReadFile blocking(buffers, path);
    blocking.block();
    EXPECT_TRUE(blocking.result()->view() == text);
    ReadFile reading(buffers, path);
    struct : Reactor {
      void resume_at(Instant, std::coroutine_handle<>) override { FAIL(); }
      void resume(std::coroutine_handle<>) override { FAIL(); }
      std::unique_ptr<Watch> watch(int) override { return nullptr; }
    } reactor;
    EXPECT_FALSE(reading.start(reactor, nullptr)) << "it is complete at once";
    EXPECT_TRUE(reading.result()->view() == text);
  }
}

TEST(ReadFileTest, NamesAFileThatIsMissingAndOneThatIsNone) {
  const TemporaryFolder folder;
  Pool<Buffer> buffers;
  const std::string missing = folder.path() / "missing";
  EXPECT_EQ(error_text([&] { ReadFile(buffers, missing).block(); }),
            "cannot open " + missing + ": No such file or directory");
  EXPECT_EQ(error_text([&] { ReadFile(buffers, folder.path()).block(); }),
            "cannot read " + folder.path().string() + ": Is a directory");
}

} // namespace
} // namespace sweep
