#include "io/hdf5/durable_write.hpp"

#include <csignal>
#include <fstream>
#include <random>
#include <sys/resource.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include "../temporary_folder.hpp"
#include "core/errors.hpp"
#include "killed_writer.hpp"

namespace sweep {
namespace {

using test::TemporaryFolder;

/// Writes a state that can be recognised as whole: `generation` rows more than a thousand, all of that number.
void write_generation(const std::filesystem::path& path, std::int64_t generation) {
  write_durably(path, [&](Hdf5File& file) {
    file.write_attribute("/", "generation", generation);
    const std::vector<std::int64_t> rows(static_cast<std::size_t>(1000 + generation), generation);
    file.write_table("/rows", {{{"x", "1", rows}}});
  });
}

/// The generation of a file that must be whole.
std::int64_t whole_generation(const std::filesystem::path& path) {
  const auto file = Hdf5File::open(path);
  const auto generation = std::get<std::int64_t>(file.read_attribute("/", "generation"));
  const std::vector<std::int64_t> rows(static_cast<std::size_t>(1000 + generation), generation);
  EXPECT_EQ(file.read_table("/rows").get<std::int64_t>("x"), rows);
  return generation;
}

TEST(DurableWriteTest, ReplacesTheOldFileAndLeavesNothingElse) {
  const TemporaryFolder folder;
  write_generation(folder.path() / "x.h5", 1);
  write_generation(folder.path() / "x.h5", 2);
  EXPECT_EQ(whole_generation(folder.path() / "x.h5"), 2);
  EXPECT_EQ(folder.names(), std::vector<std::string>{"x.h5"});
}

TEST(DurableWriteTest, WritesToTheCurrentFolder) {
  const TemporaryFolder folder;
  const auto before = std::filesystem::current_path();
  std::filesystem::current_path(folder.path());
  write_generation("x.h5", 1);
  std::filesystem::current_path(before);
  EXPECT_EQ(folder.names(), std::vector<std::string>{"x.h5"});
}

TEST(DurableWriteTest, WritesThroughASymbolicLink) {
  const TemporaryFolder folder;
  write_generation(folder.path() / "x.h5", 1);
  std::filesystem::create_symlink("x.h5", folder.path() / "newest.h5");
  write_generation(folder.path() / "newest.h5", 2);
  EXPECT_TRUE(std::filesystem::is_symlink(folder.path() / "newest.h5"));
  EXPECT_EQ(whole_generation(folder.path() / "x.h5"), 2);
}

TEST(DurableWriteTest, AFailureWhileFillingLeavesTheOldFileAndNothingElse) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "x.h5";
  write_generation(path, 1);
  const auto fail = [](Hdf5File& file) {
    file.create_group("/half");
    throw std::runtime_error("no more");
  };
  EXPECT_THROW(write_durably(path, fail), std::runtime_error);
  EXPECT_EQ(whole_generation(path), 1);
  EXPECT_EQ(folder.names(), std::vector<std::string>{"x.h5"});
}

TEST(DurableWriteTest, AMissingFolderIsASystemErrorThatNamesIt) {
  const TemporaryFolder folder;
  try {
    write_generation(folder.path() / "missing" / "x.h5", 1);
    FAIL() << "no error";
  } catch (const SystemError& error) {
    EXPECT_NE(std::string(error.what()).find("missing"), std::string::npos) << error.what();
    EXPECT_NE(std::string(error.what()).find("No such file or directory"), std::string::npos) << error.what();
  }
}

TEST(DurableWriteTest, AFolderThatMayNotBeWrittenIsASystemError) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "x.h5";
  write_generation(path, 1);
  std::filesystem::permissions(folder.path(), std::filesystem::perms::owner_read | std::filesystem::perms::owner_exec);
  const uid_t user = geteuid();
  if (user == 0) { // who may write everywhere: become nobody
    std::filesystem::permissions(folder.path(), std::filesystem::perms(0555));
    ASSERT_EQ(seteuid(65534), 0);
  }
  EXPECT_THROW(write_generation(path, 2), SystemError);
  ASSERT_EQ(seteuid(user), 0);
  std::filesystem::permissions(folder.path(), std::filesystem::perms::owner_all);
  EXPECT_EQ(whole_generation(path), 1);
  EXPECT_EQ(folder.names(), std::vector<std::string>{"x.h5"});
}

TEST(DurableWriteTest, NeverReplacesWhatIsNotARegularFile) {
  EXPECT_THROW(write_generation("/dev/full", 1), SystemError);
  EXPECT_TRUE(std::filesystem::is_character_file("/dev/full"));
  const TemporaryFolder folder;
  EXPECT_THROW(write_generation(folder.path(), 1), SystemError);
}

/// Makes every file end at `bytes`, as a full disk would.
void limit_files_to(rlim_t bytes) {
  rlimit limit{};
  getrlimit(RLIMIT_FSIZE, &limit);
  limit.rlim_cur = std::min(bytes, limit.rlim_max);
  setrlimit(RLIMIT_FSIZE, &limit);
}

TEST(DurableWriteTest, AFullDiskLeavesTheOldFileAndLaterWritesSucceed) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "x.h5";
  write_generation(path, 1);
  std::signal(SIGXFSZ, SIG_IGN); // the write fails instead
  for (const rlim_t bytes : {0U, 100U, 1000U, 3000U, 5000U, 8000U}) {
    limit_files_to(bytes);
    EXPECT_THROW(write_generation(path, 2), SystemError) << bytes;
    limit_files_to(RLIM_INFINITY);
    EXPECT_EQ(whole_generation(path), 1);
    EXPECT_EQ(folder.names(), std::vector<std::string>{"x.h5"});
  }
  write_generation(path, 3);
  EXPECT_EQ(whole_generation(path), 3);
}

TEST(DurableWriteTest, AProcessKilledInMidWriteLeavesAWholeFile) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "x.h5";
  write_generation(path, 0);
  std::mt19937 random(215);
  std::int64_t last = 0;
  for (int round = 0; round < 20; ++round) {
    std::int64_t next = last;
    test::kill_a_writer(random, [&] { write_generation(path, ++next); });
    const std::int64_t generation = whole_generation(path);
    EXPECT_GT(generation, last);
    last = generation;
  }
}

} // namespace
} // namespace sweep
